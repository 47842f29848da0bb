"""Axis 1.4, the Java toolchain of the years around 2006, on today's Java."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from tests.interop.toolchain import Toolchain, Variant, Workshop

JARS = (
    "axis",
    "axis-saaj",
    "jaxrpc",
    "wsdl4j",
    "commons-logging",
    "commons-discovery",
    "javax.activation",
    "javax.mail",
)
LIBRARIES = [Path(f"/usr/share/java/{name}.jar") for name in JARS]
CLASSPATH = ":".join(["classes", *map(str, LIBRARIES)])
WSDL2JAVA = ("java", "-cp", CLASSPATH, "org.apache.axis.wsdl.WSDL2Java", "--all", "-o", "generated")
JAVAC = ("javac", "-nowarn", "-Xlint:none", "-encoding", "UTF-8", "-cp", CLASSPATH, "-d", "classes")
STORY = ("java", "-ea", "-Dfile.encoding=UTF-8", "-cp", CLASSPATH, "Story")
PORT = "SoapDeskSoap_PortType"


def prepare(workshop: Workshop) -> None:
    """Generate the stubs, and compile them with the program."""
    workshop.copy_sources()
    workshop.run(*WSDL2JAVA, "-p", "desk", f"{workshop.url}?wsdl")
    workshop.run(*WSDL2JAVA, "-p", "deskdata", f"{workshop.url}/DataSetService?wsdl=any")
    sources = [str(path.relative_to(workshop.folder)) for path in sorted(workshop.folder.rglob("*.java"))]
    workshop.run(*JAVAC, *sources)


def inspect(workshop: Workshop) -> list[str]:
    """Look for types that one has to work around, and for what was lost of the contract."""
    generated = workshop.folder / "generated" / "desk"
    sources = {path.stem: path.read_text(encoding="utf-8") for path in sorted(generated.glob("*.java"))}
    return [*_types(sources), *_calls(sources)]


def _types(sources: Mapping[str, str]) -> Iterator[str]:
    for name, source in sources.items():
        yield from (f"{name}: {found}" for found in re.findall(r"BigInteger|JAXBElement|\w+Specified\(", source))
        # "boolean" is a word of Java, so Axis numbers all constants of the enumeration that has it.
        if "_value1" in source and name != "DataType":
            yield f"{name}: numbered constants"
    if "extends org.apache.axis.AxisFault" not in sources["ServiceFault"]:
        yield "ServiceFault is no exception"
    if "/* Rises with every change of the record" not in sources["Event"]:
        yield "Event: members without documentation"


def _calls(sources: Mapping[str, str]) -> Iterator[str]:
    ports = [name for name in sources if name.endswith("_PortType")]
    if ports != [PORT]:
        yield f"ports: {ports}"
    called = re.findall(r"(\*/\s+)?public \S+ (\w+)\(.*\) throws .*desk\.ServiceFault;", sources[PORT])
    yield from (f"{name}: no documentation" for documented, name in called if not documented)
    operations = sources["SoapDeskSoap_BindingStub"].count("new org.apache.axis.description.OperationDesc()")
    if len(called) != operations:
        yield f"{len(called)} methods with a typed fault for {operations} operations"


TOOLCHAIN = Toolchain(
    name="java_axis",
    title="Axis 1.4",
    needs=("java", "javac", "keytool", *LIBRARIES),
    prepare=prepare,
    version=("dpkg-query", "-W", "-f", "'${Version}'", "libaxis-java"),
    variants=(
        Variant("SOAP 1.1", STORY),
        Variant("HTTP Basic over TLS", ("sh", "over_tls.sh", *STORY), {"DESK_CREDENTIALS": "Basic"}, over_tls=True),
    ),
    inspect=inspect,
    hello=("java", "-Dfile.encoding=UTF-8", "-cp", CLASSPATH, "Program"),
)
