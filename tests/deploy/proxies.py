"""nginx and Caddy with the samples of ``deploy/``, in which only addresses and places are other ones."""

import asyncio
import shutil
import subprocess
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from tests import processes
from tests.servers import PATIENCE, free_port

FOLDER = Path(__file__).parents[2] / "deploy"
NAME = "bot.example.org"
UPSTREAM = "127.0.0.1:8073"
NGINX = """
daemon off; master_process off; pid {folder}/pid; error_log {folder}/start.log;
events {{}}
http {{
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/f;
    uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
    include {folder}/site.conf;
}}
"""


def program(name):
    """Return where it is; Debian keeps nginx where only root looks."""
    found = shutil.which(name) or shutil.which(name, path="/usr/sbin")
    assert found, f"{name} is missing: python3 tools/needs.py"
    return found


def certificate(folder):
    """Put a certificate where nginx looks for it."""
    words = ("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")
    files = ("-keyout", folder / f"{NAME}.key", "-out", folder / f"{NAME}.pem")
    subprocess.run((*words, "-subj", f"/CN={NAME}", *files), check=True, capture_output=True)


def exchanged(text, *pairs):
    """Return *text* with other words in it, each of which must have been there."""
    for old, new in pairs:
        assert old in text, old
        text = text.replace(old, new)
    return text


def nginx(folder, upstream, port=None):
    """Write the configuration; return the command. Without a *port* nothing but places is changed."""
    certificate(folder)
    site = exchanged(
        (FOLDER / "nginx.conf").read_text(),
        (UPSTREAM, upstream),
        ("/var/log/nginx", str(folder)),
        ("/etc/ssl", str(folder)),
    )
    if port:
        site = exchanged(site, ("listen 443 ssl http2;", f"listen 127.0.0.1:{port};"))
        site = exchanged(site, ("listen [::]:443 ssl http2;", ""), ("listen [::]:80;", ""))
        site = exchanged(site, ("listen 80;", f"listen 127.0.0.1:{free_port()};"))
    (folder / "site.conf").write_text(site)
    (folder / "nginx.conf").write_text(NGINX.format(folder=folder))
    return program("nginx"), "-p", folder, "-c", folder / "nginx.conf", "-e", folder / "start.log"


def caddy(folder, upstream, port=None):
    """The same for Caddy."""
    site = exchanged(
        (FOLDER / "Caddyfile").read_text(), (UPSTREAM, upstream), ("/var/log/caddy", str(folder))
    )
    if port:
        site = exchanged(site, (f"{{$DOCTOR73_NAME:{NAME}}}", f"http://127.0.0.1:{port}"))
        site = exchanged(site, ("\n{\n", "\n{\n\tadmin off\n"))
    (folder / "Caddyfile").write_text(site)
    return program("caddy"), "run", "--config", folder / "Caddyfile", "--adapter", "caddyfile"


KINDS = {"nginx": nginx, "caddy": caddy}


@asynccontextmanager
async def proxy(kind, folder, upstream):
    """Run it before *upstream*; yield its address."""
    port = free_port()
    home = {"HOME": str(folder), "XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder)}
    process = await processes.start(
        program=KINDS[kind](folder, upstream, port), environment=home, folder=folder
    )
    said = asyncio.create_task(_keep(process.stderr, folder / "said.log"))
    try:
        async with asyncio.timeout(PATIENCE):
            while not await _listens(port):
                assert process.returncode is None, (folder / "said.log").read_text()
                await asyncio.sleep(0.02)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        await process.wait()
        await said


async def _keep(stream, file):
    with file.open("wb") as written:
        async for line in stream:
            written.write(line)
            written.flush()


async def _listens(port):
    with suppress(OSError):
        _, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.close()
        return True
    return False
