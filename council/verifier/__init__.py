"""The stand-alone verifier of result packages, in parts that `assemble` puts in one file.

Nothing here imports the product: the parts import one another and the standard library alone.
"""

import re
from importlib import resources

PARTS = (
    "faults", "archive", "journal", "objections", "records", "roll", "options", "rankings",
    "transfers", "shares", "count", "belenios", "secret", "main",
)  # fmt: skip
_OWN_IMPORT = re.compile(r"^from council\.verifier(?:\.\w+)? import (?:\([^)]*\)|[^\n]*)\n", re.M)
_HEADER = '''#!/usr/bin/env python3
"""Vérifie un paquet de résultat sans rien installer : python3 verify.py resultat.zip

Licence EUPL-1.2. N’importe que la bibliothèque standard ; ne partage aucun code avec le site.
"""
'''


def assemble() -> str:
    """Return the one file that checks packages: the parts in order, without their own imports."""
    texts = [_HEADER]
    for part in PARTS:
        text = resources.files(__name__).joinpath(f"{part}.py").read_text(encoding="utf-8")
        texts.append(_OWN_IMPORT.sub("", text))
    texts.append('if __name__ == "__main__":\n    sys.exit(main(sys.argv[1:]))\n')
    return "\n".join(texts)
