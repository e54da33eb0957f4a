"""Checks an export of Lindung with nothing of Lindung: Python 3.11 alone, no network, nothing to install.

    python3 verify_lindung.py FOLDER LOG_KEY [NOTE ...] [WITNESS_KEY ...] [LEAVES.leaves]

FOLDER holds events.jsonl (a record a line), checkpoint (a signed note), proofs.json, perhaps SHA256SUMS. LOG_KEY is the
log's public key as it was handed over. NOTE is a checkpoint received earlier; LEAVES holds leaf hashes, 32 bytes each.
"""

import base64
import hashlib
import json
import sys
from datetime import UTC, datetime
from pathlib import Path

SUBJECT = {"history": "instance", "access": "case", "reader": "reader", "register": "register"}


def sha(data):
    return hashlib.sha256(data).digest()


# The tree of RFC 9162 (2.1.3.2, 2.1.4.2): the roots, before and after, to which a proof leads from a place in a row.
def climb(place, last, steps, before, after):
    for step in steps:
        if last == 0:
            return None, None
        if place & 1 or place == last:
            before, after = sha(b"\1" + step + before), sha(b"\1" + step + after)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            after = sha(b"\1" + after + step)
        place, last = place >> 1, last >> 1
    return (before, after) if last == 0 else (None, None)


def consistent(old, new, old_root, new_root, steps):
    if old in (0, new):
        return not steps and old_root == (new_root if old else sha(b""))
    path = list(steps) if old & (old - 1) else [old_root, *steps]
    if not 0 < old < new or not path:
        return False
    whole = (old & -old).bit_length() - 1  # the old tree's last complete subtree has 2**whole leaves
    return climb((old - 1) >> whole, (new - 1) >> whole, path[1:], path[0], path[0]) == (old_root, new_root)


# Ed25519 of RFC 8032 (5.1), to verify only; a point is (X, Y, Z, T) with x = X/Z, y = Y/Z, xy = T/Z.
P, ORDER = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
D, Q = -121665 * pow(121666, -1, P) % P, pow(2, (P - 1) // 4, P)


def point(data):
    y, sign = int.from_bytes(data, "little") & 2**255 - 1, data[31] >> 7
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    root = pow(square, (P + 3) // 8, P)
    x = next((x for x in (root, root * Q % P) if x * x % P == square), None)
    if y >= P or x is None or (x == 0 and sign):
        raise ValueError("bukan titik kurva")
    return (x := x if x & 1 == sign else P - x), y, 1, x * y % P


def add(p, q):
    a, b = (p[1] - p[0]) * (q[1] - q[0]), (p[1] + p[0]) * (q[1] + q[0])
    c, d = 2 * p[3] * q[3] * D, 2 * p[2] * q[2]
    return (b - a) * (d - c) % P, (d + c) * (b + a) % P, (d - c) * (d + c) % P, (b - a) * (b + a) % P


def times(n, p):
    return add(times(n >> 1, add(p, p)), p if n & 1 else (0, 1, 1, 0)) if n else (0, 1, 1, 0)


def is_signed(public, message, signature):
    s = int.from_bytes(signature[32:], "little")
    if len(signature) != 64 or s >= ORDER:
        return False
    h = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little")
    p, q = times(s, point((4 * pow(5, -1, P) % P).to_bytes(32, "little"))), times(h % ORDER, point(public))
    q = add(point(signature[:32]), q)
    return (p[0] * q[2] - q[0] * p[2]) % P == 0 and (p[1] * q[2] - q[1] * p[2]) % P == 0


# A note of C2SP (signed-note, tlog-checkpoint; tlog-cosignature where the key is a witness's, of kind 4).
def opened(path, vkey):
    """Give origin, size and root of a checkpoint that this key signed, and the second when a witness did."""
    name, key, at = vkey.split("+")[0], base64.b64decode(vkey.split("+", 2)[2]), None
    text, _, below = path.read_text(encoding="utf-8").rpartition("\n\n")
    for _, who, data in (line.split(" ") for line in below.splitlines()):
        raw, message = base64.b64decode(data), f"{text}\n"
        if who == name and raw[:4] == sha(name.encode() + b"\n" + key)[:4]:
            if key[0] == 4:
                at, raw = int.from_bytes(raw[4:12], "big"), raw[8:]
                message = f"cosignature/v1\ntime {at}\n{message}"
            if is_signed(key[1:], message.encode(), raw[4:]):
                origin, size, root = text.split("\n")
                return origin, int(size), base64.b64decode(root), at
    raise ValueError(f"{path.name} tidak ditandatangani oleh {name}")


def check(folder, vkey, kept=(), leaves=b"", witnesses=()):
    """Give what differs and what is said besides; ValueError for a checkpoint that is not signed."""
    origin, size, root, _ = opened(folder / "checkpoint", vkey)
    proofs = json.loads((folder / "proofs.json").read_text(encoding="utf-8"))
    steps = {kind: {n: list(map(bytes.fromhex, one)) for n, one in proofs[kind].items()} for kind in proofs}
    sums = [line.split("  ", 1) for one in folder.glob("SHA256SUMS") for line in one.read_text().splitlines()]
    held = {(sha(one.read_bytes()).hex(), name) for _, name in sums for one in folder.glob(name)}
    found = [f"{name}: bukan berkas yang diserahkan" for digest, name in sums if (digest, name) not in held]
    said, ends, gaps, gone = [f"{origin}: {size} catatan dijamin"], {}, [], {}
    for line in map(json.loads, (folder / "events.jsonl").open(encoding="utf-8")):
        index, chain, seq, record = line["leaf"], (line["kind"], line["subject"]), line["seq"], line.get("record")
        who = f"daun {index}, {' '.join(chain)} nomor {seq}"
        if record is None:
            leaf, ends[chain] = bytes.fromhex(line["leaf_hash"]), (seq, None)
            gaps.append((chain, seq, line["gap"], who))
        else:
            text = json.dumps(record, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
            start = (seq - 1, None) if chain[0] == "register" else (0, "0" * 64)  # registers are exported in part
            hashed, last = sha(text.encode()), ends.get(chain, start)
            leaf, ends[chain] = sha(b"\0" + hashed), (seq, hashed.hex())
            promised = (chain[1], seq, (seq - 1, last[1] and record["prev"]))
            if (record[SUBJECT[chain[0]]], record["seq"], last) != promised:
                found.append(f"{who}: tidak menyambung ke catatan sebelumnya")
            if record.get("type") == "case.key_destroyed":
                said.append(f"{who}: kunci kasus dimusnahkan, tulisannya tidak dapat dibuka lagi")
            if record.get("type") == "case.expunged":
                data = json.loads(record["data"])
                gone[data["kind"], data["subject"]] = range(data["first"], data["last"] + 1)
        if index is None:
            said.append(f"{who}: belum dijamin oleh catatan penutup ini")
        elif index >= size or climb(index, size - 1, steps["inclusion"].get(str(index), []), leaf, leaf)[1] != root:
            found.append(f"{who}: bukan yang dijamin catatan penutup")
        elif leaves[32 * index : 32 * index + 32] not in (b"", leaf):
            found.append(f"{who}: bukan daun yang disimpan auditor")
    said += [f"{' '.join(chain)}: sampai nomor {seq}" for chain, (seq, _) in ends.items()]
    for chain, seq, why, who in gaps:
        (said if why == "withheld" or seq in gone.get(chain, ()) else found).append(f"{who}: tidak disertakan ({why})")
    for _, old, old_root, _ in (opened(path, vkey) for path in kept):
        if not consistent(old, size, old_root, root, steps["consistency"].get(str(old), [])):
            found.append(f"log ini bukan kelanjutan dari {old} catatan yang pernah dijamin")
    seen = [(key.split("+")[0], opened(folder / "checkpoint", key)[3]) for key in witnesses]
    return found, said + [f"disaksikan {name} pada {datetime.fromtimestamp(at, UTC)}" for name, at in seen]


if __name__ == "__main__":
    sys.tracebacklimit = 0
    export, log_key, *more = sys.argv[1:] or sys.exit(__doc__)
    notes = [Path(one) for one in more if "+" not in one and not one.endswith(".leaves")]
    own_leaves = b"".join(Path(one).read_bytes() for one in more if one.endswith(".leaves"))
    wrong, told = check(Path(export), log_key, notes, own_leaves, [one for one in more if "+" in one])
    sys.exit(print("\n".join(["BERUBAH" if wrong else "UTUH", *wrong, *told])) or bool(wrong))
