#!/bin/sh
# Run a program of Java that trusts the authority of DESK_AUTHORITY.
set -eu
# snippet: trust an authority
keytool -importcert -noprompt -alias desk -file "$DESK_AUTHORITY" -keystore trust.p12 -storepass changeit
export JDK_JAVA_OPTIONS="-Djavax.net.ssl.trustStore=trust.p12 -Djavax.net.ssl.trustStorePassword=changeit"
# end snippet
# Axis looks for the server's name among the certificate's names, not among its addresses.
DESK_URL=$(printf %s "$DESK_URL" | sed 's|//127.0.0.1|//localhost|')
export DESK_URL
exec "$@"
