"""WCF. Mono's svcutil makes nothing that compiles; a generator over the importers that wsdl.exe uses stands in for it."""

import shutil

from tests.interop import dotnet
from tests.interop.toolchain import Toolchain, Variant, Workshop

LIBRARIES = ("-r:System.ServiceModel", "-r:System.Runtime.Serialization", "-r:System.Data")


def prepare(workshop: Workshop) -> None:
    """Generate types, contract and client from the WSDLs, and compile them with the program."""
    workshop.copy_sources()
    shutil.copy(workshop.sources.parent / "dotnet_asmx" / "Report.cs", workshop.folder)
    workshop.run("sh", "-c", "mcs -nologo -warnaserror -out:generate.exe -r:System.Web.Services generator/*.cs")
    for name, wsdl in dotnet.wsdls(workshop).items():
        workshop.run("mono", "generate.exe", wsdl, name, f"{name}.cs")
    dotnet.compile_programs(workshop, LIBRARIES)


def inspect(workshop: Workshop) -> list[str]:
    """Look at the types and the clients."""
    found: list[str] = []
    for name, wsdl in dotnet.wsdls(workshop).items():
        source = (workshop.folder / f"{name}.cs").read_text(encoding="utf-8")
        interface = {"Desk": "SoapDeskSoap", "DeskData": "DataSetServiceSoap"}[name]
        found += dotnet.complaints(source, f"public partial class {interface}Client : ClientBase<{interface}>", wsdl)
    return found


COMMAND = ("mono", "client.exe")
WITH_PASSWORD = {**dotnet.CLOCK, "DESK_BINDING": "TLS", "DESK_CREDENTIAL": "password"}
TOOLCHAIN = Toolchain(
    name="dotnet_wcf",
    title=".NET WCF (Mono System.ServiceModel, a stand-in for svcutil)",
    needs=(*dotnet.PROGRAMS, "cert-sync"),
    prepare=prepare,
    inspect=inspect,
    hello=("sh", "-c", 'exec mono hello.exe "$DESK_URL" "$0"'),
    version=dotnet.VERSION,
    variants=(
        *(
            Variant(name, COMMAND, {**dotnet.CLOCK, "DESK_BINDING": name}, soap=soap)
            for name, soap in (("SOAP 1.1", "1.1"), ("SOAP 1.2", "1.2"), ("MTOM", "1.1"))
        ),
        Variant("WS-Security", ("sh", "over-tls.sh"), WITH_PASSWORD, over_tls=True),
    ),
)
