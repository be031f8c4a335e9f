# Copyright (c) 2026, pingone.authorize contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Put pip into a virtual environment, as the script of that name does which ansible-test would download.

ansible-test finds this in its cache and runs it, by any Python that it tests with, a dozen times and more. So it only
unpacks the pip that Python itself brings along, whichever that is; what else is asked for is installed as usual.
"""

from __future__ import annotations

import ensurepip
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

OWN_OPTIONS = ("--no-setuptools", "--no-wheel")
"""What only the script proper understands: not to install these, which pip does not do by itself anyway."""


def main(arguments: list[str]) -> int:
    """Install pip and whatever else is asked for."""
    wheel = bundled()
    if wheel:
        with zipfile.ZipFile(wheel) as archive:
            archive.extractall(sysconfig.get_path("purelib"))
    else:
        subprocess.run([sys.executable, "-m", "ensurepip"], stdout=subprocess.DEVNULL, check=True)
    wanted = [word for word in arguments if word not in OWN_OPTIONS and not word.startswith("pip==")]
    if all(word.startswith("-") for word in wanted):
        return 0
    return subprocess.run([sys.executable, "-m", "pip", "install", *wanted], check=False).returncode


def bundled() -> Path | None:
    """The wheel of pip that Python or its distributor brings along, if there is one."""
    folders = [Path(ensurepip.__file__).with_name("_bundled"), Path(getattr(ensurepip, "_WHEEL_PKG_DIR", None) or ".")]
    return next((wheel for folder in folders for wheel in sorted(folder.glob("pip-*.whl"))), None)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
