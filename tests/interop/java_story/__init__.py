"""What the toolchains of Java share: the client's story, how it is compiled and run, what is expected of its classes.

Each adds the ports that only it makes (Ports.java) and the order in which it puts the parameters of DataSets (DataSets.java).
"""

import re
import shlex
from pathlib import Path

from tests.interop.toolchain import Workshop

SOURCES = Path(__file__).parent
QUICK = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
"""Options of Java for programs that are over before the second compiler pays."""
# A program in UTC would not notice instants that became local.
JAVA = ("java", *QUICK.split(), "-Duser.timezone=Asia/Shanghai")
# Java keeps the certificates that it trusts in a store of its own.
TRUST = (
    "rm -f trust.p12; "
    'keytool -importcert -noprompt -alias desk -file "$DESK_AUTHORITY" -keystore trust.p12 -storepass changeit && exec'
)
TRUSTING = ("-Djavax.net.ssl.trustStore=trust.p12", "-Djavax.net.ssl.trustStorePassword=changeit")
JAKARTA = re.compile(r"\bjavax\.xml\.(ws|soap|bind)\b")
DOCUMENTED = {
    "desk/SoapDeskSoap.java": "Submit an event. Customers submit their own",
    "desk/Event.java": "What a customer submitted and wants solved.",
}
UNWANTED = {
    "JAXBElement": "a wrapper around an optional value",
    "BigInteger": "a whole number without bounds",
    "VALUE_1": "an enumeration without names",
    "getAny()": "an element of any kind",
}


def compile_story(workshop: Workshop, libraries: str, *, jakarta: bool = False) -> None:
    """Compile the generated classes and the story together.

    :param jakarta: for toolchains since Jakarta EE 9, where packages of the same classes begin with jakarta.
    """
    story = workshop.folder / "story"
    story.mkdir()
    for path in sorted((*SOURCES.glob("*.java"), *workshop.sources.glob("*.java"))):
        text = path.read_text(encoding="utf-8")
        (story / path.name).write_text(JAKARTA.sub(r"jakarta.xml.\1", text) if jakarta else text, encoding="utf-8")
    sources = [str(path.relative_to(workshop.folder)) for path in sorted(workshop.folder.rglob("*.java"))]
    options = (
        *(f"-J{option}" for option in QUICK.split()),
        "-nowarn",
        "-encoding",
        "UTF-8",
        "-cp",
        libraries,
        "-d",
        "classes",
    )
    workshop.run("javac", *options, *sources)


def client(libraries: str, *options: str) -> tuple[str, ...]:
    """Return the command that runs the story."""
    return (*JAVA, *options, "-cp", f"classes:{libraries}", "story.Client")


def hello(libraries: str) -> tuple[str, ...]:
    """Return the command that runs the program with which a page begins."""
    return (*JAVA, "-cp", f"classes:{libraries}", "Program")


def client_over_tls(libraries: str) -> tuple[str, ...]:
    """Return the command that runs the story with the authority trusted."""
    return ("sh", "-c", f"{TRUST} {shlex.join(client(libraries, *TRUSTING))}")


def complaints(workshop: Workshop) -> list[str]:
    """Return what somebody who uses the generated classes would complain of."""
    folder = workshop.folder
    texts = {path.name: path.read_text(encoding="utf-8") for path in sorted((folder / "desk").glob("*.java"))}
    found = [f"{name}: {what}" for name, text in texts.items() for sign, what in UNWANTED.items() if sign in text]
    if 'IN_PROGRESS("in_progress")' not in texts["EventStatus.java"]:
        found.append("EventStatus.java: no constant IN_PROGRESS")
    services = [name for name, text in texts.items() if "@WebServiceClient" in text]
    if services != ["SoapDesk.java"]:
        found.append(f"services {services}")
    interface = texts["SoapDeskSoap.java"]
    if len(re.findall(r"\)\s+throws ServiceFaultMessage\b", interface)) != interface.count("@WebMethod("):
        found.append("SoapDeskSoap.java: an operation without the typed exception")
    for name, words in DOCUMENTED.items():
        if words not in (folder / name).read_text(encoding="utf-8"):
            found.append(f"{name}: no documentation")
    return found
