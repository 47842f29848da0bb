"""Settings: where they come from, and what is said of wrong ones."""

from pathlib import Path

import pytest

from soap_server.settings import SettingsError, load_settings


def test_flags_win_over_the_environment_over_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each wins in its setting only; what nobody sets has its default."""
    file = tmp_path / "desk.toml"
    file.write_text("[server]\nport = 1001\nworkers = 3\nthreads = 5\n")
    monkeypatch.setenv("SOAPDESK_SERVER__PORT", "1002")
    monkeypatch.setenv("SOAPDESK_SERVER__WORKERS", "4")
    server = load_settings(file, server={"port": 1003}).server
    assert (server.port, server.workers, server.threads, server.queue) == (1003, 4, 5, 64)
    monkeypatch.setenv("SOAPDESK_CONFIG", str(file))
    assert load_settings().server.threads == 5


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[server]\nport = 'x'", "server.port (or SOAPDESK_SERVER__PORT): input should be a valid integer"),
        ("[server]\nprot = 1", "server.prot: there is no such setting."),
        ("[severs]\nport = 1", "severs: there is no such setting."),
        ("[tls]\nkey = '/x'", "tls (or SOAPDESK_TLS): certificate and key belong together."),
        ("[tls]\ncertificate = '/x'\nkey = '/x'", "tls (or SOAPDESK_TLS): there is no file /x."),
        ("[security]\nargon2_memory_kib = 8", "argon2_memory_kib must be at least 8 times argon2_lanes"),
        ("[server]\ntrusted_proxies = ['10.0.0.1/8']", "server.trusted_proxies.0"),
        ("[server]\npublic_url = 'desk'", "server.public_url (or SOAPDESK_SERVER__PUBLIC_URL)"),
        (
            "[limits]\nupload_bytes = 6000000",
            "desk.max_attachment_bytes of 5242880 needs a limits.upload_bytes of 7056042 at least.",
        ),
        ("[uploads]\npart_bytes = 5000000\n[limits]\nupload_bytes = 6000000", "uploads.part_bytes of 5000000 needs"),
        ("not toml", "cannot be read"),
    ],
)
def test_a_wrong_setting_is_named(tmp_path: Path, text: str, message: str) -> None:
    """With the variable that could also have set it."""
    file = tmp_path / "desk.toml"
    file.write_text(text)
    with pytest.raises(SettingsError) as caught:
        load_settings(file)
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("variable", "value", "message"),
    [
        (
            "SOAPDESK_SERVER__PROT",
            "1",
            "SOAPDESK_SERVER__PROT: there is no such setting. Did you mean SOAPDESK_SERVER__PORT?",
        ),
        (
            "SOAPDESK_SEVRER__PORT",
            "1",
            "SOAPDESK_SEVRER__PORT: there is no such setting. Did you mean SOAPDESK_SERVER__PORT?",
        ),
        ("SOAPDESK_DATABASE_URL", "x", "Did you mean SOAPDESK_DATABASE__URL?"),
        (
            "SOAPDESK_SERVER__TRUSTED_PROXIES",
            "10.0.0.300/8",
            "server.trusted_proxies.0 (or SOAPDESK_SERVER__TRUSTED_PROXIES): ",
        ),
        ("SOAPDESK_SERVER__TRUSTED_PROXIES", "[", "server.trusted_proxies (or SOAPDESK_SERVER__TRUSTED_PROXIES): "),
    ],
)
def test_a_wrong_variable_is_named(monkeypatch: pytest.MonkeyPatch, variable: str, value: str, message: str) -> None:
    """With the one that was probably meant; nothing of what Python does inside."""
    monkeypatch.setenv(variable, value)
    with pytest.raises(SettingsError) as caught:
        load_settings()
    assert message in str(caught.value)
    assert "lax-or-strict" not in str(caught.value)


def test_variables_of_container_platforms_are_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """They describe a service that happens to be called soapdesk."""
    monkeypatch.setenv("SOAPDESK_PORT", "tcp://10.0.0.1:8080")
    monkeypatch.setenv("SOAPDESK_SERVICE_HOST", "10.0.0.1")
    monkeypatch.setenv("SOAPDESK_PORT_8080_TCP_ADDR", "10.0.0.1")
    assert load_settings().server.port == 8080


@pytest.mark.parametrize("value", ["10.0.0.0/8, ::1/128", '["10.0.0.0/8", "::1/128"]'])
def test_lists_in_the_environment(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    """With commas, or as JSON."""
    monkeypatch.setenv("SOAPDESK_SERVER__TRUSTED_PROXIES", value)
    monkeypatch.setenv("SOAPDESK_DESK__REFUSED_FILE_SUFFIXES", "exe,bat")
    settings = load_settings()
    assert [str(network) for network in settings.server.trusted_proxies] == ["10.0.0.0/8", "::1/128"]
    assert settings.desk.refused_file_suffixes == ["exe", "bat"]


def test_all_wrong_settings_are_told_at_once(tmp_path: Path) -> None:
    """Nobody has to start the server once for each mistake."""
    file = tmp_path / "desk.toml"
    file.write_text("[server]\nport = 0.5\nworkers = 0\n[log]\nformat = 'xml'\n")
    with pytest.raises(SettingsError) as caught:
        load_settings(file)
    assert [line.split(" ")[0] for line in str(caught.value).splitlines()] == [
        "server.port",
        "server.workers",
        "log.format",
    ]


@pytest.mark.parametrize(
    ("server", "url"),
    [
        ({}, "http://127.0.0.1:8080"),
        ({"host": "0.0.0.0", "port": 81}, "http://localhost:81"),
        ({"host": "::1"}, "http://[::1]:8080"),
        ({"public_url": "https://desk.example/"}, "https://desk.example"),
        ({"public_url": "https://desk.example/a/b"}, "https://desk.example/a/b"),
    ],
)
def test_the_public_url(server: dict[str, object], url: str) -> None:
    """The configured one, or one that works on the machine itself."""
    assert load_settings(server=server).public_url == url


def test_a_password_is_not_in_the_repr() -> None:
    """Nor in what is printed of the settings."""
    assert "hunter2" not in repr(load_settings(mail={"password": "hunter2"}))
