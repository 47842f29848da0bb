#!/bin/sh
# Make this peer: build.sh FOLDER, in which desk.wsdl lies.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
cd "$1"
rm -rf jaxws
mkdir -p jaxws/source jaxws/classes/META-INF
cp desk.wsdl jaxws/classes/META-INF/
wsimport -quiet -keep -Xnocompile -XadditionalHeaders -extension -encoding UTF-8 -s jaxws/source -p desk.wire \
    -b "$here/bindings.xjb" -wsdllocation META-INF/desk.wsdl desk.wsdl
javac -nowarn -encoding UTF-8 -d jaxws/classes -cp "/usr/share/jaxws/lib/*:/usr/share/java/HikariCP.jar" \
    $(find jaxws/source "$here/desk" -name '*.java')
