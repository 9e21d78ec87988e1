import SafeSodium
import TestSupport
import Testing
import TransparencyLog

@testable import Statements

@Suite("What a receipt says of objects")
struct ReceiptListsTests {
    static let keys = ["missing", "gone", "unread"]
    static let stored = Samples.id(1)
    static let missing = Samples.id(2)
    static let gone = Samples.id(3)
    static let unread = Samples.id(4)

    static func receipt(size: UInt64 = 57, check: Receipt.Check = .opened) -> Receipt {
        ReceiptTests.receipt(
            size: size, check: check,
            Receipt.Exceptions(missing: [missing], gone: [gone], unread: [unread]))
    }

    func error(_ text: String) -> StatementError? {
        do {
            _ = try ReceiptTests.parse(text)
            return nil
        } catch {
            return error as? StatementError
        }
    }

    // MARK: The lists

    @Test("the lists stand behind the check in one order, each in the order in which it was given")
    func wire() throws {
        let exceptions = Receipt.Exceptions(
            missing: [Samples.id(9), Samples.id(2)], gone: [Samples.id(8), Samples.id(3)],
            unread: [Samples.id(7), Samples.id(4)])
        let text = ReceiptTests.receipt(check: .hashes, exceptions).note.text
        let root = MerkleTree.leafHash(of: [1]).base64
        #expect(
            text == """
                amanat-receipt/v1
                by: amanat/w
                log: amanat/00112233445566778899aabbccddeeff
                size: 57
                root: \(root)
                time: 2026-11-23T09:12:44Z
                checked: hashes
                missing: 09090909090909090909090909090909
                missing: 02020202020202020202020202020202
                gone: 08080808080808080808080808080808
                gone: 03030303030303030303030303030303
                unread: 07070707070707070707070707070707
                unread: 04040404040404040404040404040404

                """)
        #expect(try ReceiptTests.parse(text).exceptions == exceptions)
        #expect(Self.receipt().note.text.contains("\nchecked: opened\n"))
    }

    @Test("one malformed id among good ones is refused, and not passed over", arguments: keys)
    func malformed(key: String) {
        let text = ReceiptTests.receipt().note.text
        let good = "\(key): \(Samples.id(1))\n"
        #expect(error(text + good) == nil)
        for value in [
            "nothing", "1", "\(Samples.id(2).hex.dropLast())", "\(Samples.id(2))0",
            Samples.id(0xAB).hex.uppercased(), "\(Samples.id(2)) ", " \(Samples.id(2))",
            "\(Samples.id(2)) \(Samples.id(3))", "\(Samples.id(2))\u{301}",
        ] {
            let bad = "\(key): \(value)\n"
            for lines in [bad, bad + good, good + bad] {
                #expect(error(text + lines) == .note(.malformedValue(of: key)), "\(lines)")
            }
        }
        #expect(error(text + "\(key): \n") == .note(.unexpectedLine(number: 8, wanted: nil)))
    }

    @Test("an object that stands twice in one list is refused", arguments: keys)
    func twiceInOne(key: String) {
        let text = ReceiptTests.receipt().note.text
        let (one, other) = ("\(key): \(Samples.id(1))\n", "\(key): \(Samples.id(2))\n")
        #expect(error(text + one + other) == nil)
        for lines in [one + one, one + other + one, other + one + one] {
            #expect(error(text + lines) == .note(.malformedValue(of: key)), "\(lines)")
        }
    }

    @Test(
        "an object that stands in two lists is refused",
        arguments: [("missing", "gone"), ("missing", "unread"), ("gone", "unread")])
    func inTwo(first: String, second: String) {
        let text = ReceiptTests.receipt().note.text
        func line(_ key: String, _ byte: UInt8) -> String { "\(key): \(Samples.id(byte))\n" }
        #expect(error(text + line(first, 1) + line(second, 2)) == nil)
        for lines in [
            line(first, 1) + line(second, 1),
            line(first, 1) + line(first, 2) + line(second, 3) + line(second, 2),
        ] {
            #expect(error(text + lines) == .contradiction(.receiptLists), "\(lines)")
        }
    }

    @Test("an object that stands in all lists is refused")
    func inAll() {
        let lines = Self.keys.map { "\($0): \(Samples.id(1))\n" }.joined()
        #expect(error(ReceiptTests.receipt().note.text + lines) == .contradiction(.receiptLists))
    }

    @Test("lists in another order, or taken up again, are refused")
    func order() {
        let text = ReceiptTests.receipt().note.text
        func lines(_ keys: [String]) -> String {
            keys.enumerated().map { "\($1): \(Samples.id(UInt8($0 + 1)))\n" }.joined()
        }
        for keys in [[], ["missing"], ["gone"], ["unread"], ["missing", "unread"], Self.keys] {
            #expect(error(text + lines(keys)) == nil, "\(keys)")
        }
        // The number of the line with the key that was expected before.
        for (keys, number) in [
            (["gone", "missing"], 9), (["unread", "missing"], 9), (["unread", "gone"], 9),
            (["missing", "gone", "missing"], 10), (["missing", "unread", "gone"], 10),
            (["gone", "unread", "unread", "gone"], 11),
        ] {
            let wanted = StatementError.note(.unexpectedLine(number: number, wanted: nil))
            #expect(error(text + lines(keys)) == wanted, "\(keys)")
        }
    }

    @Test("of an object that is given twice, what is worse is written, and once")
    func exceptions() throws {
        let (one, two, three) = (Samples.id(1), Samples.id(2), Samples.id(3))
        let exceptions = Receipt.Exceptions(
            missing: [two, one, two], gone: [one, three, three], unread: [three, two, one])
        #expect(exceptions.missing == [two, one])
        #expect(exceptions.gone == [three] && exceptions.unread.isEmpty)
        let receipt = ReceiptTests.receipt(exceptions)
        #expect(try ReceiptTests.parse(receipt.note.text) == receipt)
        let nothing = Receipt.Exceptions()
        #expect(nothing.missing.isEmpty && nothing.gone.isEmpty && nothing.unread.isEmpty)
    }

    @Test("any lists without an id in common are read back as they were given")
    func property() throws {
        var generator = SeededGenerator(for: "lists of receipts")
        for _ in 0..<50 {
            var lists: [[ObjectID]] = [[], [], []]
            for _ in 0..<Int.random(in: 0...40, using: &generator) {
                let id = ObjectID(generator.bytes(16))
                lists[Int.random(in: 0..<3, using: &generator)].append(id)
            }
            let receipt = ReceiptTests.receipt(
                Receipt.Exceptions(missing: lists[0], gone: lists[1], unread: lists[2]))
            let read = try ReceiptTests.parse(receipt.note.text)
            let found = [read.exceptions.missing, read.exceptions.gone, read.exceptions.unread]
            #expect(found == lists)
            for (list, says) in zip(lists, [(false, false), (false, true), (true, true)]) {
                for id in list {
                    #expect(read.vouches(for: id, at: 56) == says.0)
                    #expect(read.settles(id, at: 56) == says.1)
                }
            }
        }
    }

    // MARK: What it vouches for

    @Test(
        "a receipt for n entries vouches for the last of them, and not for the next",
        arguments: [1, 2, 57, UInt64(Int64.max)], [Receipt.Check.opened, .hashes])
    func vouches(size: UInt64, check: Receipt.Check) throws {
        let made = Self.receipt(size: size, check: check)
        for receipt in [made, try ReceiptTests.parse(made.note.text)] {
            for index in [0, size - 1] {
                #expect(receipt.vouches(for: Self.stored, at: index), "\(index) of \(size)")
                #expect(receipt.vouches(for: Self.unread, at: index), "\(index) of \(size)")
                #expect(!receipt.vouches(for: Self.missing, at: index), "\(index) of \(size)")
                #expect(!receipt.vouches(for: Self.gone, at: index), "\(index) of \(size)")
            }
            for index in [size, size + 1, .max] {
                for object in [Self.stored, Self.unread, Self.missing, Self.gone] {
                    #expect(!receipt.vouches(for: object, at: index), "\(index) of \(size)")
                }
            }
        }
    }

    @Test(
        "what is stored or was destroyed on purpose need not be sent again, up to the last entry",
        arguments: [1, 2, 57, UInt64(Int64.max)], [Receipt.Check.opened, .hashes])
    func settles(size: UInt64, check: Receipt.Check) throws {
        let made = Self.receipt(size: size, check: check)
        for receipt in [made, try ReceiptTests.parse(made.note.text)] {
            for index in [0, size - 1] {
                for object in [Self.stored, Self.unread, Self.gone] {
                    #expect(receipt.settles(object, at: index), "\(index) of \(size)")
                }
                #expect(!receipt.settles(Self.missing, at: index), "\(index) of \(size)")
            }
            for index in [size, size + 1, .max] {
                for object in [Self.stored, Self.unread, Self.missing, Self.gone] {
                    #expect(!receipt.settles(object, at: index), "\(index) of \(size)")
                }
            }
        }
    }

    @Test("a receipt for no entries says nothing of any object")
    func empty() {
        let receipt = Self.receipt(size: 0)
        for object in [Self.stored, Self.unread, Self.missing, Self.gone] {
            for index in [0, 1, .max] as [UInt64] {
                #expect(!receipt.vouches(for: object, at: index))
                #expect(!receipt.settles(object, at: index))
            }
        }
    }

    // MARK: What a later version may add

    @Test(
        "lines that a later version added are passed over, and kept as they were signed",
        arguments: [
            "x: 1\n", "lost: 77\nlost: 77\n", "checks: 2\n", "x: \u{301}\n",
            String(repeating: "x: 1\n", count: 64),
        ])
    func unknown(addition: String) throws {
        for plain in [ReceiptTests.receipt(), Self.receipt()] {
            let text = plain.note.text + addition
            let receipt = try ReceiptTests.parse(text)
            #expect(Array(receipt.note.text.utf8) == Array(text.utf8))
            #expect(receipt.exceptions == plain.exceptions && receipt.size == plain.size)
            #expect(receipt.check == plain.check && receipt.time == plain.time)
            // The journal names it as it was signed.
            #expect(receipt.hash == SHA256Hash(of: receipt.note.encoded))
            #expect(receipt.hash != plain.hash)
        }
    }

    @Test("lines that no version adds are refused, though they be signed")
    func notUnknown() {
        let text = Self.receipt().note.text
        let known = [
            "by: amanat/w", "log: amanat/00112233445566778899aabbccddeeff", "size: 57", "root: x",
            "time: x", "checked: opened",
            "missing: \(Samples.id(9))", "gone: \(Samples.id(9))",
        ]
        for line in known + linesThatAreNone {
            #expect(
                error(text + line + "\n") == .note(.unexpectedLine(number: 11, wanted: nil)),
                "\(line)")
            #expect(
                error(text + "x: 1\n" + line + "\n")
                    == .note(.unexpectedLine(number: 12, wanted: nil)), "\(line)")
        }
        // Of the last list there may be one more, but not behind another line.
        #expect(error(text + "unread: \(Samples.id(9))\n") == nil)
        #expect(
            error(text + "x: 1\nunread: \(Samples.id(9))\n")
                == .note(.unexpectedLine(number: 12, wanted: nil)))
        #expect(
            error(text + String(repeating: "x: 1\n", count: 65))
                == .note(.unexpectedLine(number: 75, wanted: nil)))
    }

    @Test(
        "a receipt with a line that must be understood needs a newer version",
        arguments: ["must-ask: 1\n", "x: 1\nmust-ask: 1\n", "must-ask: 1\nmust-b: 2\n"])
    func must(addition: String) throws {
        let signed = Self.receipt()
        for plain in [ReceiptTests.receipt(), signed] {
            let found = error(plain.note.text + addition)
            #expect(found == .note(.needsNewer("must-ask")))
            #expect(found?.isNewer == true)
        }
        // One that its signer did not sign is forged, whatever stands in it.
        let text = signed.note.text
        let forged = Array((text + addition).utf8) + signed.note.encoded.dropFirst(text.utf8.count)
        #expect(throws: StatementError.note(.forged(by: "amanat/w"))) {
            try Receipt(parsing: forged, signedBy: ReceiptTests.signer)
        }
        let other = SignedNote(signing: text + addition, as: "amanat/w", with: Samples.key(9))
        #expect(throws: StatementError.note(.notSigned(by: "amanat/w"))) {
            try Receipt(parsing: other.encoded, signedBy: ReceiptTests.signer)
        }
    }
}
