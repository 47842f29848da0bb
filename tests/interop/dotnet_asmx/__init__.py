"""The ASMX proxies of .NET: wsdl.exe makes one class with every operation, and another one for DataSets."""

from tests.interop import dotnet
from tests.interop.toolchain import Toolchain, Variant, Workshop

LIBRARIES = ("-r:System.Web.Services", "-r:System.Data")


def prepare(workshop: Workshop) -> None:
    """Generate the proxies and compile them with the client."""
    for name, wsdl in dotnet.wsdls(workshop).items():
        workshop.run("wsdl", "/nologo", f"/namespace:{name}", f"/out:{name}.cs", wsdl)
    workshop.copy_sources()
    dotnet.compile_programs(workshop, LIBRARIES)


def inspect(workshop: Workshop) -> list[str]:
    """Look at the proxies."""
    found: list[str] = []
    for name, wsdl in dotnet.wsdls(workshop).items():
        source = (workshop.folder / f"{name}.cs").read_text(encoding="utf-8")
        interface = {"Desk": "SoapDesk", "DeskData": "DataSetService"}[name]
        proxy = f"public partial class {interface} : System.Web.Services.Protocols.SoapHttpClientProtocol"
        found += dotnet.complaints(source, proxy, wsdl)
    return found


COMMAND = ("mono", "client.exe")
TOOLCHAIN = Toolchain(
    name="dotnet_asmx",
    title=".NET ASMX proxy (Mono wsdl.exe)",
    needs=dotnet.PROGRAMS,
    prepare=prepare,
    inspect=inspect,
    hello=("mono", "hello.exe"),
    version=dotnet.VERSION,
    variants=(
        Variant("SOAP 1.1", COMMAND, {**dotnet.CLOCK, "DESK_SOAP": "1.1"}),
        Variant("SOAP 1.2", COMMAND, {**dotnet.CLOCK, "DESK_SOAP": "1.2"}, soap="1.2"),
    ),
)
