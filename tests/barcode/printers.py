"""Three printers of Compact PDF417 that share no code: zxing-cpp, BWIPP (through Ghostscript) and zint."""

import io
import shutil
import subprocess

import pytest
import treepoem
import zxingcpp
from PIL import Image

COLUMNS, ROWS, LEVEL = 10, 15, 4
MODULES = (205, 45)  # 50 x 11 mm
MODULE_MM = 50 / MODULES[0]


def print_by_zxing(content):
    """One pixel a module, no margin."""
    options = f"columns={COLUMNS},rows={ROWS},ecLevel={LEVEL}"
    barcode = zxingcpp.create_barcode(content, zxingcpp.BarcodeFormat.CompactPDF417, options=options)
    drawn = zxingcpp.write_barcode_to_image(barcode, scale=1, add_quiet_zones=False)
    return Image.frombytes("L", MODULES, bytes(memoryview(drawn)))


def print_by_bwipp(content):
    need("gs", "ghostscript")
    options = {"columns": COLUMNS, "rows": ROWS, "eclevel": LEVEL, "rowmult": 3}
    text = "".join(f"^{byte:03}" for byte in content)
    drawn = treepoem.generate_barcode("pdf417compact", text, options | {"parse": True}, scale=1)
    return drawn.convert("L")


def print_by_zint(content):
    need("zint", "zint")
    command = ["zint", "-b", "PDF417TRUNC", "--binary", f"--rows={ROWS}", f"--cols={COLUMNS}"]
    command += [f"--secure={LEVEL}", "-i", "-", "--direct", "--filetype=png"]
    drawn = subprocess.run(command, input=content, capture_output=True, check=True).stdout
    return Image.open(io.BytesIO(drawn)).convert("L")


def need(program, package):
    """Fail in one line where a system package is missing."""
    if not shutil.which(program):
        pytest.fail(f"this test needs: apt-get install {package}", pytrace=False)


PRINTERS = (print_by_zxing, print_by_bwipp, print_by_zint)
