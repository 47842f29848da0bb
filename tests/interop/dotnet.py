"""What the .NET toolchains share: the programs that they need, the clock of their machine, and a look at generated C#."""

import re
from collections.abc import Collection, Sequence

import requests
from lxml import etree

from tests.interop.scene import OPERATION, SECONDS
from tests.interop.toolchain import Workshop

PROGRAMS = ("mono", "mcs", "wsdl")
XS = "{http://www.w3.org/2001/XMLSchema}"
VERSION = ("mono", "--version", "|", "sed", "-n", "'1s/ (.*//p'")
CLOCK = {"TZ": "Asia/Shanghai"}
"""In UTC nobody would see a time that has become local."""

_ENUMERATION = re.compile(r"public enum (\w+) \{(.*?)\n    \}", re.DOTALL)
_MEMBERS = re.compile(r"^ {8}@?(\w+),$", re.MULTILINE)
_WHOLE_NUMBERS = re.compile(r'DataType="(?:integer|nonNegativeInteger|positiveInteger)"')


def served(wsdl: str) -> tuple[frozenset[str], dict[str, list[str]]]:
    """Return the operations of a served WSDL, and the values of its enumerations."""
    document = etree.fromstring(requests.get(wsdl, timeout=SECONDS).content)
    operations = frozenset(operation.attrib["name"] for operation in document.findall(OPERATION))
    enumerations = {
        simple.attrib["name"]: [value.attrib["value"] for value in simple.iter(f"{XS}enumeration")]
        for simple in document.iter(f"{XS}simpleType")
        if "name" in simple.attrib
    }
    return operations, enumerations


def wsdls(workshop: Workshop) -> dict[str, str]:
    """Return the addresses of the WSDLs by the namespace of what is generated from each."""
    return {"Desk": f"{workshop.url}?wsdl", "DeskData": f"{workshop.url}/DataSetService?wsdl"}


def compile_programs(workshop: Workshop, libraries: Sequence[str]) -> None:
    """Compile the client, of all sources in the folder, and the short program that its page begins with."""
    options = ("-nologo", "-warnaserror", *libraries)
    workshop.run("sh", "-c", f"mcs -out:client.exe {' '.join(options)} *.cs")
    workshop.run("mcs", "-out:hello.exe", *options, "hello/Hello.cs", "hello/Using.cs", "Desk.cs")


def complaints(source: str, proxy: str, wsdl: str) -> list[str]:
    """Return what is wrong with C# that was generated from a WSDL.

    :param proxy: how the one class begins that has every operation.
    """
    operations, enumerations = served(wsdl)
    found = [f"{name} is a flag that is forgotten" for name in re.findall(r"public bool (\w+Specified)", source)]
    found += [f"{text}: a whole number that became a string" for text in _WHOLE_NUMBERS.findall(source)]
    found += [f"{name} is unnamed" for name in re.findall(r"public object (\w+) ", source)]
    found += _wrong_enumerations(source, enumerations)
    if source.count(proxy) != 1:
        return [*found, f"there are {source.count(proxy)} of {proxy}"]
    methods = re.findall(r"^ {8}public [\w.]+ (\w+)\(", source[source.index(proxy) :], re.MULTILINE)
    return [*found, *_missing(operations, methods)]


def _missing(operations: Collection[str], methods: Collection[str]) -> list[str]:
    return [f"there is no method {name}" for name in sorted(set(operations) - set(methods))]


def _wrong_enumerations(source: str, published: dict[str, list[str]]) -> list[str]:
    """Return the enumerations of the source that are not as published; those that no operation uses are not there."""
    generated = {name: _MEMBERS.findall(body) for name, body in _ENUMERATION.findall(source)}
    wrong = [f"{name} is {members}" for name, members in generated.items() if members != published.get(name)]
    return wrong if generated else ["there is no enumeration"]
