#!/bin/sh
# Make this peer: build.sh FOLDER, in which desk.wsdl lies.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
cd "$1"
rm -rf gsoap
mkdir gsoap
cd gsoap
wsdl2h -c -y -t "$here/typemap.dat" -o contract.h ../desk.wsdl >wsdl2h.log 2>&1
soapcpp2 -c -S -L -x -w -I/usr/share/gsoap/import -I/usr/share/gsoap contract.h >soapcpp2.log 2>&1
gcc -O2 -std=gnu11 -pthread -I. -I"$here" -I/usr/include/postgresql -o server \
    "$here"/*.c soapC.c soapServer.c /usr/share/gsoap/custom/struct_timeval.c -lgsoap -lpq
