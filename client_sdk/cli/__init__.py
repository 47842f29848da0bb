"""``soapdesk-client``: the desk from a terminal. It needs the extra ``cli``, which the bare SDK does without."""

import sys


def run() -> None:
    """Run the command line, or say what it needs."""
    try:
        from client_sdk.cli.main import main  # noqa: PLC0415 - it needs what not everybody has

        main()
    except KeyboardInterrupt:  # while the program was still being loaded
        sys.exit(130)
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in ("typer", "rich"):
            raise
        sys.stderr.write("soapdesk-client needs typer and rich. Get them with: pip install 'soapdesk[cli]'\n")
        sys.exit(2)
