import SafeSodium
import TestSupport
import Testing

@testable import TransparencyLog

@Suite("Proofs in a file")
struct LogProofTests {
    static func proof(extra: [UInt8]? = [1, 2, 3], of size: Int = 7) -> LogProof {
        let leaves = (0..<size).map { MerkleTree.leafHash(of: [UInt8($0)]) }
        let checkpoint = Checkpoint(
            origin: "example.org/log", size: UInt64(size), root: MerkleTree.root(of: leaves))
        return LogProof(
            extra: extra, inclusion: .make(leafIndex: UInt64(size / 2), in: leaves),
            checkpoint: SignedCheckpoint(signing: checkpoint, with: Samples.key(7)))
    }

    static func read(_ text: String) throws -> LogProof {
        try LogProof(parsing: Array(text.utf8))
    }

    @Test("a proof is read back as it was written", arguments: [1, 2, 7, 64])
    func roundTrip(size: Int) throws {
        for extra in [nil, [0], Array("a leaf\n".utf8)] as [[UInt8]?] {
            let proof = Self.proof(extra: extra, of: size)
            let read = try LogProof(parsing: proof.encoded)
            #expect(read == proof)
            #expect(read.encoded == proof.encoded)
            try read.checkpoint.verify(by: VerifierKey(Samples.logKey))
            try read.inclusion.verify(
                leafHash: MerkleTree.leafHash(of: [UInt8(size / 2)]),
                root: read.checkpoint.checkpoint.root)
        }
    }

    @Test("the text is that of the specification")
    func text() {
        let lines = String(decoding: Self.proof().encoded, as: UTF8.self)
            .split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines[0] == "c2sp.org/tlog-proof@v1")
        #expect(lines[1] == "extra AQID")
        #expect(lines[2] == "index 3")
        #expect(lines[3..<6].allSatisfy { $0.utf8.count == 44 })
        #expect(lines[6].isEmpty)
        #expect(lines[7] == "example.org/log" && lines[8] == "7")
    }

    @Test("what is not exactly the format is refused, and nothing traps")
    func strictness() {
        let text = String(decoding: Self.proof().encoded, as: UTF8.self)
        let changes: [(String, String)] = [
            ("c2sp.org/tlog-proof@v1\n", "c2sp.org/tlog-proof@v2\n"),
            ("c2sp.org/tlog-proof@v1\n", "c2sp.org/tlog-proof@v1\r\n"),
            ("c2sp.org/tlog-proof@v1\n", ""), ("extra AQID", "extra "), ("extra AQID", "extra"),
            ("extra AQID", "extra AQI"), ("extra AQID", "extra AQID=="),
            ("extra AQID", "Extra AQID"),
            ("extra AQID\n", "extra AQID\nextra AQID\n"), ("extra AQID", "extra  AQID"),
            ("index 3", "index 03"), ("index 3", "index -3"), ("index 3", "index +3"),
            ("index 3", "index 3 "), ("index 3", "index"), ("index 3\n", ""),
            ("index 3", "index 9223372036854775808"), ("index 3\n", "index 3\nAAAA\n"),
            ("index 3\n", "index 3\n\n"), ("\n\nexample", "\nexample"),
        ]
        for (old, new) in changes {
            let changed = text.replacing(old, with: new, maxReplacements: 1)
            #expect(changed != text)
            #expect(throws: NoteError.self, "\(new)") { try Self.read(changed) }
        }
        #expect(throws: NoteError.malformedProof) { try Self.read("") }
        #expect(throws: NoteError.malformedProof) { try Self.read("\n\n") }
        let long = [UInt8](repeating: UInt8(ascii: "a"), count: LogProof.maximumByteCount + 1)
        #expect(throws: NoteError.tooLarge(byteLimit: LogProof.maximumByteCount)) {
            try LogProof(parsing: long)
        }
    }

    @Test("whatever is read with a byte changed is written again as it was")
    func canonical() {
        var random = SeededGenerator(for: "changed proofs")
        let proof = Self.proof().encoded
        for place in proof.indices {
            var changed = proof
            changed[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            if let read = try? LogProof(parsing: changed) { #expect(read.encoded == changed) }
            _ = try? LogProof(parsing: Array(proof[..<place]))
        }
    }
}
