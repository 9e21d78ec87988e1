import SafeSodium
import TestSupport
import Testing
import TransparencyLog

@testable import Statements

@Suite("Receipts")
struct ReceiptTests {
    static let signer = VerifierKey(
        name: "amanat/w", publicKey: Samples.key(8).verifyingKey.bytes, type: .ed25519)

    static func receipt(
        size: UInt64 = 57, check: Receipt.Check = .opened,
        _ exceptions: Receipt.Exceptions = Receipt.Exceptions(), time: Int64 = 1_795_425_164
    ) -> Receipt {
        Receipt(
            for: Checkpoint(
                origin: "amanat/00112233445566778899aabbccddeeff", size: size,
                root: MerkleTree.leafHash(of: [1])),
            check: check, exceptions, at: Samples.time(time), signedBy: Samples.key(8),
            as: "amanat/w")
    }

    static func parse(_ text: String) throws -> Receipt {
        guard SignedNote.isValid(text: text) else { throw StatementError.note(.malformedNote) }
        let note = SignedNote(signing: text, as: "amanat/w", with: Samples.key(8))
        return try Receipt(parsing: note.encoded, signedBy: signer)
    }

    @Test(
        "a receipt is read back as it was signed",
        arguments: [(0, 0, 0), (1, 0, 0), (0, 1, 0), (0, 0, 1), (2, 3, 4), (500, 500, 500)],
        [Receipt.Check.opened, .hashes])
    func roundTrip(_ counts: (Int, Int, Int), check: Receipt.Check) throws {
        func ids(_ count: Int) -> [ObjectID] { (0..<count).map { _ in ObjectID.random() } }
        let (missing, gone, unread) = (ids(counts.0), ids(counts.1), ids(counts.2))
        let receipt = Self.receipt(
            check: check, Receipt.Exceptions(missing: missing, gone: gone, unread: unread))
        let read = try Receipt(parsing: receipt.note.encoded, signedBy: Self.signer)
        #expect(read == receipt)
        #expect(read.exceptions.missing == missing)
        #expect(read.exceptions.gone == gone && read.exceptions.unread == unread)
        #expect(read.check == check)
        #expect(
            read.log == "amanat/00112233445566778899aabbccddeeff" && read.size == 57
                && read.time == Samples.time())
        #expect(read.root == MerkleTree.leafHash(of: [1]))
        #expect(read.note.encoded == receipt.note.encoded)
        #expect(read.hash == SHA256Hash(of: receipt.note.encoded))
    }

    @Test("a receipt is not taken from anybody but its signer")
    func wrongKey() {
        let bytes = Self.receipt().note.encoded
        let keys: [(VerifierKey, StatementError)] = [
            (
                VerifierKey(
                    name: "amanat/w", publicKey: Samples.key(7).verifyingKey.bytes, type: .ed25519),
                .note(.notSigned(by: "amanat/w"))
            ),
            (
                VerifierKey(
                    name: "amanat/v", publicKey: Self.signer.publicKey, type: .ed25519),
                .note(.notSigned(by: "amanat/v"))
            ),
        ]
        for (key, error) in keys {
            #expect(throws: error) { try Receipt(parsing: bytes, signedBy: key) }
        }
    }

    @Test("a receipt with any one byte changed is refused")
    func everyByte() {
        var generator = SeededGenerator(for: "receipts")
        let exceptions = Receipt.Exceptions(
            missing: [Samples.id(3)], gone: [Samples.id(4)], unread: [Samples.id(5)])
        let bytes = Self.receipt(exceptions).note.encoded
        for position in bytes.indices {
            var changed = bytes
            changed[position] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
            #expect(throws: StatementError.self, "byte \(position)") {
                try Receipt(parsing: changed, signedBy: Self.signer)
            }
        }
    }

    @Test("a receipt that bears a second signature is refused")
    func secondSignature() throws {
        var note = Self.receipt().note
        try note.addSignature(as: "amanat/v", with: Samples.key(9))
        #expect(throws: StatementError.wrongSignatures) {
            try Receipt(parsing: note.encoded, signedBy: Self.signer)
        }
    }

    @Test(
        "a receipt whose lines are not exactly those of a receipt is refused, though it be signed")
    func strictness() {
        for mistake in mistakes(in: Self.receipt().note.text) {
            #expect(throws: StatementError.self, "\(mistake)") { try Self.parse(mistake) }
        }
    }

    @Test("values that no receipt has are refused, though they be signed")
    func values() {
        let text = Self.receipt(Receipt.Exceptions(missing: [Samples.id(3)])).note.text
        let changes: [(String, String, StatementError)] = [
            ("receipt/v1", "receipt/v2", .note(.wrongKind(wanted: "amanat-receipt/v1"))),
            ("by: amanat/w", "by: amanat/v", .contradiction(.signer)),
            ("size: 57", "size: 057", .note(.malformedValue(of: "size"))),
            ("size: 57", "size: -57", .note(.malformedValue(of: "size"))),
            ("size: 57", "size: +57", .note(.malformedValue(of: "size"))),
            ("size: 57", "size: 9223372036854775808", .note(.malformedValue(of: "size"))),
            ("root: ", "root: A", .note(.malformedValue(of: "root"))),
            ("T09:", "T24:", .note(.malformedValue(of: "time"))),
            ("checked: opened", "checked: Opened", .note(.malformedValue(of: "checked"))),
            ("checked: opened", "checked: open", .note(.malformedValue(of: "checked"))),
            ("checked: opened", "checked: opened ", .note(.malformedValue(of: "checked"))),
            ("checked: opened", "checked: hash", .note(.malformedValue(of: "checked"))),
            ("checked: opened", "checked: nothing", .note(.malformedValue(of: "checked"))),
            (
                "checked: opened\n", "checked: \n",
                .note(.unexpectedLine(number: 7, wanted: "checked"))
            ),
            ("checked: opened\n", "", .note(.unexpectedLine(number: 7, wanted: "checked"))),
            ("missing: 03", "missing: 3", .note(.malformedValue(of: "missing"))),
            ("missing: 03", "missing: G3", .note(.malformedValue(of: "missing"))),
        ]
        for (old, new, error) in changes {
            #expect(throws: error, "\(new)") { try Self.parse(text.replacing(old, with: new)) }
        }
    }

    @Test("a receipt replaces one of fewer leaves, or of as many and an earlier time")
    func replaces() {
        let receipt = Self.receipt(size: 10, time: 100)
        let others: [(UInt64, Int64, Bool)] = [
            (9, 50, true), (9, 100, true), (9, 200, true), (10, 99, true), (10, 100, false),
            (10, 101, false), (11, 50, false), (11, 200, false),
        ]
        for (size, time, isReplaced) in others {
            #expect(receipt.replaces(Self.receipt(size: size, time: time)) == isReplaced)
        }
    }
}
