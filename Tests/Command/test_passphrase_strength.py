"""What is taken as a passphrase, and what opens what it protects."""

import unicodedata

import support
from amanat_formats import passphrases
from support import CommandTest, run


class OneForm(CommandTest):
    def made(self, text: str, name: str = "N", role: str = "recorder"):
        self.path = self.folder / "vault"
        return run("init", "--role", role, "--name", name, "--kdf", "interactive", "--vault",
                   self.path, "--passphrase-file", self.file("first", text.encode()))

    def opens(self, data: bytes) -> int:
        return run("status", "--vault", self.path, "--passphrase-file",
                   self.file("other", data)).status

    def test_other_keyboards_and_editors(self):
        text = "гурбаи лангам моҳӣ йод дӯст"
        self.assert_status(self.made(text), support.DONE)
        other = unicodedata.normalize("NFD", text)
        self.assertNotEqual(text, other)
        for data in (text.encode(), other.encode(), b"\xef\xbb\xbf" + text.encode() + b"\r\n",
                     text.encode() + b"\rsecond", text.replace(" ", "\xa0").encode()):
            self.assertEqual(self.opens(data), support.DONE, data)
        for data in (text.upper().encode(), text.encode() + b" ", text.encode("cp1251", "replace")):
            self.assertNotEqual(self.opens(data), support.DONE, data)
        for encoding, name in (("utf-16", "UTF-16"), ("utf-16-le", "UTF-16"), ("utf-32", "UTF-32"),
                               ("cp1251", "UTF-8")):
            result = run("status", "--vault", self.path, "--passphrase-file",
                         self.file("wide", "пароль".encode(encoding)))
            self.assert_status(result, support.REFUSED, name)

    def test_words_of_the_list(self):
        text = "zebra drop-down cactus yo-yo velvet celery"
        self.assert_status(self.made(text), support.DONE)
        for typed in ("Zebra Drop-Down Cactus Yo-Yo Velvet Celery", " " + text.replace(" ", "  "),
                      text.replace(" ", "\t"), text.replace("-", " "), text.replace(" ", "\xa0"),
                      text.replace(" ", "-").upper(), text.replace("-", "\u2011") + ". "):
            self.assertEqual(passphrases.form(typed.encode()), text.encode())
            self.assertEqual(self.opens(typed.encode()), support.DONE, typed)
        self.assertEqual(self.opens(b"zebra drop-down cactus yoyo velvet celery"),
                         support.WRONG_PASSPHRASE)

    def test_weak_ones(self):
        name = "Мурғоби Филгуш"
        for text in ("лола", "пароль123",
                     "йцукен", "салом",
                     "Душанбе2024", "سلام",
                     name, name.lower(), "amanat2024", "ghbdtn", "+992 93 123-45-67"):
            result = self.made(text, name)
            self.assert_status(result, support.REFUSED, "this passphrase will not do: it")
            self.assertNotIn(text.lower(), result.said.lower())
            self.assertNotIn("2^", result.said)
            key = self.folder / "key"
            self.assertNotEqual(
                run("age", "keygen", "-p", "-o", key, "--passphrase-file",
                    self.file("weak", text.encode())).status,
                support.DONE if text not in (name, name.lower()) else None)
            key.unlink(missing_ok=True)

    def test_age_files_keep_what_was_typed(self):
        typed = "и\u0306од Zebra  cactus 71 velvet lantern".encode()
        known = self.file("typed", typed)
        sealed = self.folder / "sealed.age"
        made = run("age", "encrypt", "-p", "--passphrase-file", known, "-o", sealed, stdin=b"hello")
        self.assert_status(made, support.DONE)
        import pyrage
        self.assertEqual(
            pyrage.passphrase.decrypt(sealed.read_bytes(), typed.decode()), b"hello")
