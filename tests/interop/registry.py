"""The toolchains that are tried: one module in each folder tells how."""

from tests.interop import (
    curl,
    dotnet_asmx,
    dotnet_wcf,
    java_axis,
    java_cxf,
    java_jaxws,
    node_soap,
    perl_soap_lite,
    php_soap,
    python_zeep,
)
from tests.interop.toolchain import Toolchain, Variant

TOOLCHAINS: tuple[Toolchain, ...] = (
    dotnet_asmx.TOOLCHAIN,
    dotnet_wcf.TOOLCHAIN,
    java_jaxws.TOOLCHAIN,
    java_cxf.TOOLCHAIN,
    java_axis.TOOLCHAIN,
    php_soap.TOOLCHAIN,
    perl_soap_lite.TOOLCHAIN,
    node_soap.TOOLCHAIN,
    python_zeep.TOOLCHAIN,
    curl.TOOLCHAIN,
)
RUNS: tuple[tuple[Toolchain, Variant], ...] = tuple(
    (toolchain, variant) for toolchain in TOOLCHAINS for variant in toolchain.variants
)


def run_name(toolchain: Toolchain, variant: Variant) -> str:
    """Return the name of a run, which also begins the names of the people that it makes."""
    return f"{toolchain.name}-{variant.name}".lower().replace(" ", "").replace(".", "")
