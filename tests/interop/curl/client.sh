#!/bin/sh
# Call every operation of the desk with curl and the example messages, in the folder wsdl/examples.
set -u
for part in desk people events handling figures data refusals; do
    . "./$part.sh"
done
