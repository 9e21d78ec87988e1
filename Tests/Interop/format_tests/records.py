"""Records: their paragraphs, digests, lists of attachments, and form."""

import io
import json
import os
import unittest

from amanat_formats import age, attachments, paragraphs, parts, records, sealing
from amanat_formats.attachments import Attachment
from amanat_formats.errors import Refused
from amanat_formats.parts import Part

from .shared import NOW, device, seeded

ALPHABET = ["\n", "\n", "\n\n", " ", "\t", "\r\n", "a", "Лола", "\u2028", "words and words", "\0"]


class Paragraphs(unittest.TestCase):
    def test_the_rules(self):
        for account, expected in (
            ("one", ["one"]), ("one\n", ["one\n"]), ("one\n\n", ["one\n\n"]),
            ("\n\none\n\n", ["\n\none\n\n"]), ("\n", ["\n"]), (" \t\r\n\n", [" \t\r\n\n"]),
            ("one\ntwo", ["one\n", "two"]), ("\n\none\ntwo\n", ["\n\none\n", "two\n"]),
            ("one\ntwo\n\nthree\nfour\n", ["one\ntwo\n\n", "three\nfour\n"]),
            ("one\n\n\n \t\r\ntwo\n", ["one\n\n\n \t\r\n", "two\n"]),
            ("\n\none\n\ntwo\n", ["\n\none\n\n", "two\n"]),
            ("one\n\n  ", ["one\n\n  "]), ("one\n \u00a0\ntwo", ["one\n", " \u00a0\n", "two"]),
            ("one\r\n\r\ntwo\r\n", ["one\r\n\r\n", "two\r\n"]),
        ):
            with self.subTest(account):
                self.assertEqual(
                    paragraphs.cut(account.encode()), [item.encode() for item in expected])

    def test_many(self):
        for separator in (b"\n", b"\n\n"):
            for count in (899, 900, 901, 1500):
                account = separator.join(b"%d" % n for n in range(count))
                found = paragraphs.cut(account)
                self.assertEqual(len(found), min(count, 900))
                self.assertEqual(b"".join(found), account)
                self.assertTrue(found[-1].startswith(b"%d" % (len(found) - 1)))

    def test_whatever_is_told_comes_back(self):
        chance = seeded(self)
        for _ in range(3000):
            account = "".join(chance.choices(ALPHABET, k=chance.randint(1, 30)))
            found = paragraphs.cut(account.encode())
            with self.subTest(account):
                self.assertEqual(paragraphs.join(found), account)
                self.assertTrue(all(found))
                for before, piece in zip(found, found[1:]):
                    self.assertFalse(paragraphs.is_blank(paragraphs.lines(piece)[0]))
                    self.assertTrue(before.endswith(b"\n"))
                self.check_rules(found)

    def check_rules(self, found: list[bytes]):
        """By blank lines alone; or, without any between words, by lines."""
        told = [[paragraphs.is_blank(line) for line in paragraphs.lines(piece)] for piece in found]
        by_blank_lines = all(blank[-1] for blank in told[:-1])
        for number, blank in enumerate(told):
            inner = blank[blank.index(False):] if False in blank else []
            if by_blank_lines and len(found) > 1:
                text = "".join("b" if item else "w" for item in inner)
                self.assertNotIn("bw", text)
            elif number < len(told) - 1:
                self.assertEqual(inner, [False])

    def test_what_is_refused(self):
        for wrong in ([b"a", b"", b"b"], [b"\xd0", b"\x9b"], [b"a" * (16 << 20), b"b"]):
            with self.assertRaises(Refused):
                paragraphs.join(wrong)


class Lists(unittest.TestCase):
    ITEM = Attachment(bytes(16), bytes(32), 5, "text/plain", "a.txt")

    def test_round_trip(self):
        for item in (self.ITEM, self.ITEM._replace(modified=NOW),
                     self.ITEM._replace(name='"\\\u2028ä\U0001f600', media_type="\b\f\n\r\t\x01"),
                     self.ITEM._replace(length=2**53 - 1, media_type="")):
            data = attachments.encode_part([item])
            self.assertEqual(attachments.decode_part(data), [item])
            self.assertEqual(json.loads(data), [item.members()])
        self.assertEqual(
            attachments.encode_part([self.ITEM._replace(modified=NOW)]).decode(),
            '[{"length":5,"mediaType":"text/plain","modified":"2026-11-23T09:14:02Z",'
            f'"name":"a.txt","object":"{"0" * 32}","sha256":"{"0" * 64}"}}]')

    def test_what_is_refused(self):
        def encode(value) -> bytes:
            return json.dumps(
                value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()

        for change in (
            lambda d: d[0].pop("length"), lambda d: d[0].update(more=1), lambda d: d.clear(),
            lambda d: d[0].update(length=-1), lambda d: d[0].update(length=2**53),
            lambda d: d[0].update(length=5.0), lambda d: d[0].update(length=True),
            lambda d: d[0].update(name="a/b"), lambda d: d[0].update(name=""),
            lambda d: d[0].update(name="a\x7fb"), lambda d: d[0].update(name="a\u0085b"),
            lambda d: d[0].update(name="ä" * 128), lambda d: d[0].update(name=None),
            lambda d: d[0].update(object="A" * 32), lambda d: d[0].update(object="0" * 30),
            lambda d: d[0].update(modified=None), lambda d: d[0].update(modified="yesterday"),
            lambda d: d[0].update(modified="2026-11-22T23:50:11+00:00"),
            lambda d: d[0].update(modified="1969-12-31T23:59:59Z"),
            lambda d: d[0].update(mediaType="x" * 256), lambda d: d.append(5),
        ):
            value = json.loads(attachments.encode_part([self.ITEM]))
            change(value)
            with self.subTest(value), self.assertRaises(Refused):
                attachments.decode_part(encode(value))
        good = attachments.encode_part([self.ITEM])
        for wrong in (good + b"\n", b" " + good, good.replace(b",", b", ", 1), good[1:-1],
                      good.replace(b"text/plain", b"text\\/plain"), b"", b"null", b"\xff",
                      good.replace(b"a.txt", b"\\u0061.txt"), good.replace(b"5", b"5e0", 1),
                      b"\xef\xbb\xbf" + good):
            with self.subTest(wrong), self.assertRaises(Refused):
                attachments.decode_part(wrong)

    def test_how_they_are_spread(self):
        for count in (1, 2, 99, 100, 101, 199, 250, 10_000):
            items = [self.ITEM._replace(object=n.to_bytes(16, "big")) for n in range(count)]
            found = attachments.spread(items)
            self.assertEqual(len(found), min(count, 100))
            self.assertTrue(all(found))
            self.assertEqual(attachments.join(found), items)
            if count > 100:
                self.assertEqual(
                    [len(part) for part in found],
                    [(i + 1) * count // 100 - i * count // 100 for i in range(100)])
        for wrong in ([[self.ITEM], [self.ITEM]],
                      [[self.ITEM._replace(object=n.to_bytes(16, "big")) for n in range(10_001)]]):
            with self.assertRaises(Refused):
                attachments.join(wrong)

    def test_names_that_a_writer_puts_down(self):
        for raw, expected in (
            (b"voice.wav", "voice.wav"), ("Лола".encode(), "Лола"), (b"100%", "100%"),
            (b"a\nb", "a%0Ab"), (b"a\x7f", "a%7F"), ("a\u0085b".encode(), "a%C2%85b"),
            (b"\xff\xfea", "%FF%FEa"), (b"x" * 300 + b".txt", "x" * 251 + ".txt"),
            (b"L\xf3la", "L%F3la"),
        ):
            with self.subTest(raw):
                self.assertEqual(attachments.name_for_record(raw), expected)
        cut = attachments.name_for_record("ä".encode() * 200)
        self.assertEqual(cut, "ä" * 127)

    def test_keys(self):
        for identity in (age.HybridIdentity.generate(), age.X25519Identity.generate()):
            data = attachments.encode_key(identity)
            found = attachments.decode_key(data)
            self.assertEqual(found.encode(), identity.encode())
            self.assertEqual(attachments.is_classic(found), identity.kind == "X25519")
            for wrong in (data[:-1], data + b"\n", data.lower(), b"\n" + data, b"# x\n" + data,
                          data.replace(b"\n", b"\r\n"), b"", data[:-2] + b"\n", b"\xff\n"):
                with self.subTest(wrong), self.assertRaises(Refused):
                    attachments.decode_key(wrong)


class Digests(unittest.TestCase):
    def test_the_digest_of_a_part(self):
        """Name and bytes cannot be cut otherwise."""
        salt = bytes(32)
        self.assertEqual(Part("", b"").digest(salt), parts.decoy_digest(salt))
        seen = {Part(name, data).digest(salt) for name, data in (
            ("a", b"bc"), ("ab", b"c"), ("abc", b""), ("", b"abc"))}
        self.assertEqual(len(seen), 4)

    def test_every_honest_record_is_accounted_for(self):
        """Records of any size; then any change of one entry is refused."""
        chance, recorder, reader = seeded(self), device(), device("A", "coordinator")
        for _ in range(60):
            signed, made, salts, elsewhere = self.honest(chance, recorder, reader)
            names = [part.name for part in made]
            lines = parts.encode_salts(names, salts)
            note = records.RecordNote.decode(signed)
            found = records.assemble(note, signed, made, lines)
            self.assertEqual((found.parts, found.elsewhere), (made, elsewhere))
            self.assertGreaterEqual(len(note.digests), max(8, len(made) + len(elsewhere)))
            at = chance.randrange(len(made))
            part = made[at]
            wrongs = [
                (made[:at] + [part._replace(data=part.data + b" ")] + made[at + 1:], lines),
                (made[:at] + made[at + 1:], lines), (made + [Part("zzz", b"z")], lines),
                (made, lines[65:]), (made, lines + bytes(64).hex().encode()[:64] + b"\n"),
                (made, lines.replace(lines[:64], b"0" * 64)),
            ]
            if salts.of_decoys:
                wrongs.append((made, lines[:-65]))
            for wrong, wrong_lines in wrongs:
                with self.assertRaises(Refused):
                    records.assemble(note, signed, wrong, wrong_lines)

    def honest(self, chance, recorder, reader):
        account = b"".join(b"%d\n\n" % n for n in range(chance.randint(1, 40)))
        made = [Part(parts.RECIPIENTS, parts.recipients_of([reader.card])),
                *records.account_parts(account)]
        if chance.random() < 0.5:
            items = [Lists.ITEM._replace(object=n.to_bytes(16, "big"))
                     for n in range(chance.randint(1, 120))]
            made += records.attachment_parts(items, age.HybridIdentity(bytes(32)))
        elsewhere = sorted(parts.Elsewhere(chance.randbytes(16), chance.randbytes(32))
                           for _ in range(chance.choice((0, 0, 1, 5))))
        if elsewhere:
            made.append(Part(parts.ELSEWHERE, parts.encode_elsewhere(elsewhere)))
        made += [Part(f"later-{n}", b"?") for n in range(chance.choice((0, 0, 1, 3)))]
        salts = records.new_salts(len(made), len(elsewhere))
        note = records.make_note(recorder.name, bytes(16), NOW, made, salts, elsewhere)
        signed = records.notes.decode_single(recorder.sign(note.text()), records.KIND)
        return signed, made, salts, elsewhere

    def test_counts(self):
        for count, expected in ((1, 8), (8, 8), (9, 16), (1024, 1024)):
            self.assertEqual(records.digest_count(count), expected)
        recorder = device()
        for count in (0, 1, 4, 7, 9, 12, 1023, 1025, 2048):
            note = records.RecordNote(
                bytes(16), recorder.name, NOW, [n.to_bytes(32, "big") for n in range(count)])
            with self.subTest(count), self.assertRaises(Refused):
                records.RecordNote.decode(
                    records.notes.decode_single(recorder.sign(note.text()), records.KIND))

    def test_rosters(self):
        recorder = device()
        for roster in (None, records.Roster(3, b"\1" * 32)):
            note = records.RecordNote(
                bytes(16), recorder.name, NOW, [bytes([n]) * 32 for n in range(8)], roster)
            text = note.text()
            found = records.RecordNote.decode(
                records.notes.decode_single(recorder.sign(text), records.KIND))
            self.assertEqual(found, note)
            for wrong in (b"roster: 3\n", b"roster: None\n", b"roster: 03 " + b"0" * 64 + b"\n",
                          b"roster: 3 " + b"0" * 62 + b"\n"):
                line = text[text.index(b"roster"):text.index(b"part")]
                with self.subTest(wrong), self.assertRaises(Refused):
                    records.RecordNote.decode(records.notes.decode_single(
                        recorder.sign(text.replace(line, wrong)), records.KIND))


class Names(unittest.TestCase):
    ORDER = ["recipients", "account/001.txt", "account/002.txt", "account/900.txt",
             "attachments/001.json", "attachments/100.json", "attachments.key", "elsewhere",
             "0", "Z", "account", "attachments.txt", "must-x", "zz/a"]

    def test_order(self):
        parts.check_order(self.ORDER)
        for first, second in zip(self.ORDER, self.ORDER[1:]):
            with self.assertRaises(Refused):
                parts.check_order([second, first])
            with self.assertRaises(Refused):
                parts.check_order([first, first])

    def test_names_that_no_part_has(self):
        for wrong in ("note", "salts", "", "n" * 65, "account/000.txt", "account/901.txt",
                      "account/1.txt", "account/0001.txt", "account/001", "attachments/101.json",
                      "attachments/000.json", "attachments/x", "account/001.TXT"):
            with self.subTest(wrong), self.assertRaises(Refused):
                parts.rank(wrong)


class RecordForms(unittest.TestCase):
    def test_the_worked_example(self):
        """Records, "Worked example": a 31-byte account for two coordinators."""
        recorder, first, second = device(), device("A", "coordinator"), device("B", "coordinator")
        made = [Part(parts.RECIPIENTS, parts.recipients_of([first.card, second.card])),
                *records.account_parts(b"x" * 31)]
        salts = records.new_salts(len(made))
        self.assertEqual((len(salts.of_parts), len(salts.of_decoys)), (2, 6))
        id = os.urandom(16)
        note = records.make_note(recorder.name, id, NOW, made, salts)
        signed = recorder.sign(note.text())
        content = records.content(
            signed, made, parts.encode_salts([part.name for part in made], salts))
        self.assertEqual(len(content), 6_144)
        sealed = sealing.seal(content, [first.card.recipient, second.card.recipient])
        self.assertEqual(len(sealed), 19_600)
        for reader in (first, second):
            record = records.read(
                io.BytesIO(sealed), reader.identity, id, reader.card, recorder.card)
            self.assertEqual(record.account, "x" * 31)
            self.assertEqual(len(record.recipients), 2)
        with self.assertRaises(Refused):
            records.read(io.BytesIO(sealed), first.identity, id, first.card, second.card)
        with self.assertRaises(Refused):
            records.read(io.BytesIO(sealed), first.identity, bytes(16), first.card, recorder.card)
        with self.assertRaises(Refused):
            records.read(io.BytesIO(sealed), first.identity, id, first.card, recorder.card,
                         note=bytes(32))

    def test_who_may_read_what_was_sealed_to_another(self):
        """A device that the reader's own card follows, or where it was sealed anew."""
        older, other = device("A", "coordinator"), device("A", "coordinator")
        newer = device("A", "coordinator", follows=older.name)
        made = [Part(parts.RECIPIENTS, parts.recipients_of([older.card])),
                *records.account_parts(b"x")]
        salts = records.new_salts(len(made))
        recorder = device()
        note = records.make_note(recorder.name, bytes(16), NOW, made, salts)
        signed = records.notes.decode_single(recorder.sign(note.text()), records.KIND)
        record = records.assemble(
            note, signed, made, parts.encode_salts([part.name for part in made], salts))
        for reader in (older, newer):
            records.check_addressed(record, reader.card)
        with self.assertRaises(Refused):
            records.check_addressed(record, other.card)
        records.check_addressed(record, other.card, is_resealed=True)

    def test_attachments_have_as_many_stanzas_as_their_record(self):
        identity = age.HybridIdentity.generate()
        for recipients, stanzas in ((1, 2), (2, 2), (3, 4), (5, 8)):
            sealed, item = records.seal_attachment(
                b"x" * 20_000, "a", "", identity, bytes(16), recipients)
            header = age.read_header(io.BytesIO(sealed.data))
            self.assertEqual(len(header.stanzas), stanzas)
            found: list[bytes] = []
            kinds = attachments.read(io.BytesIO(sealed.data), identity, item, found.append)
            self.assertEqual((b"".join(found), kinds), (b"x" * 20_000, []))

    def test_kinds_of_stanzas(self):
        hybrid, classic = age.HybridIdentity.generate(), age.X25519Identity.generate()
        for more, kinds in (([], []), ([classic.recipient()], ["X25519"])):
            sealed = sealing.seal(b"x", [hybrid.recipient()], more_recipients=more)
            reader = sealing.open_sealed(io.BytesIO(sealed), [hybrid])
            self.assertEqual(sealing.other_kinds(reader.header), kinds)
        grease = age.Stanza(["later-grease"], b"?")
        sealed = sealing.seal(b"x", [hybrid.recipient()], more_stanzas=[grease])
        reader = sealing.open_sealed(io.BytesIO(sealed), [hybrid])
        self.assertEqual(sealing.other_kinds(reader.header), ["later-grease"])
