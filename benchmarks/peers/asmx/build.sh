#!/bin/sh
# Make this peer: build.sh FOLDER, in which desk.wsdl lies.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
cd "$1"
rm -rf asmx
mkdir -p asmx/bin
cp "$here/desk.asmx" "$here/web.config" asmx/
wsdl -server -nologo -n:Desk -out:asmx/Contract.cs desk.wsdl >asmx/wsdl.log 2>&1
# A program that is named as a library, since ASP.NET looks for the service among the libraries in bin only.
mcs -nologo -warn:1 -optimize -target:exe -out:asmx/bin/Desk.dll -main:Desk.Host \
    -r:System.Web.dll -r:System.Web.Services.dll -r:System.Xml.dll "$here"/*.cs asmx/Contract.cs
