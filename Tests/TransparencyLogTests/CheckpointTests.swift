import SafeSodium
import Testing

@testable import TransparencyLog

@Suite("Checkpoints and cosignatures")
struct CheckpointTests {
    static let root = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I="

    @Test("the specification's cosigned example parses and round-trips")
    func specificationExample() throws {
        let text = """
            example.com/behind-the-sofa
            20852163
            \(Self.root)

            — example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
            — witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==

            """
        let signed = try SignedCheckpoint(parsing: Array(text.utf8), limit: 1_000)
        #expect(signed.checkpoint.origin == "example.com/behind-the-sofa")
        #expect(signed.checkpoint.size == 20_852_163)
        #expect(signed.checkpoint.root.base64 == Self.root)
        #expect(signed.note.signatures.map(\.bytes.count) == [64, 72])
        #expect(signed.note.signatures[1].bytes.prefix(8) == [0, 0, 0, 0, 0x64, 0x18, 0x50, 0xCB])
        #expect(signed.encoded == Array(text.utf8))
    }

    @Test("what OpenSSL signed and cosigned verifies")
    func golden() throws {
        let signed = try SignedCheckpoint(Samples.note(Samples.cosignedCheckpoint))
        try signed.verify(by: VerifierKey(Samples.logKey))
        let witness = try VerifierKey(Samples.witnessKey)
        let cosignature = try signed.cosignature(by: witness)
        #expect(cosignature.time == 1_700_000_000)
        #expect(cosignature.name == "witness.example.org/w")
        try signed.note.verify(by: witness)
    }

    @Test("signing and cosigning gives the very bytes that OpenSSL gives")
    func goldenBytes() throws {
        let checkpoint = try SignedCheckpoint(Samples.note(Samples.cosignedCheckpoint)).checkpoint
        var signed = SignedCheckpoint(signing: checkpoint, with: Samples.key(7))
        try signed.cosign(as: "witness.example.org/w", at: 1_700_000_000, with: Samples.key(8))
        #expect(signed.encoded == Array(Samples.cosignedCheckpoint.utf8))
    }

    @Test("cosigning again replaces the older cosignature")
    func cosigningAgain() throws {
        var signed = try SignedCheckpoint(Samples.note(Samples.cosignedCheckpoint))
        try signed.cosign(as: "witness.example.org/w", at: 1_800_000_000, with: Samples.key(8))
        #expect(signed.note.signatures.count == 2)
        #expect(
            try signed.cosignature(by: VerifierKey(Samples.witnessKey)).time == 1_800_000_000)
    }

    @Test("every change of one bit of a cosigned checkpoint undoes the cosignature")
    func everyBit() throws {
        let witness = try VerifierKey(Samples.witnessKey)
        let bytes = Array(Samples.cosignedCheckpoint.utf8)
        let original = try SignedCheckpoint(parsing: bytes, limit: 1_000)
        for index in bytes.indices {
            for bit in (0..<8).map({ UInt8(1) << $0 }) {
                var changed = bytes
                changed[index] ^= bit
                guard let signed = try? SignedCheckpoint(parsing: changed, limit: 1_000),
                    (try? signed.cosignature(by: witness)) != nil
                else { continue }
                // Only the log's own signature line is not covered by the cosignature.
                #expect(signed.checkpoint == original.checkpoint)
                #expect(signed.note.signatures[1] == original.note.signatures[1])
            }
        }
    }

    @Test("the wrong keys are told apart")
    func wrongKeys() throws {
        let signed = try SignedCheckpoint(Samples.note(Samples.cosignedCheckpoint))
        let log = Samples.key(7)
        let witness = Samples.key(8)
        func key(_ name: String, _ bytes: [UInt8], _ type: SignatureType) -> VerifierKey {
            VerifierKey(name: name, publicKey: bytes, type: type)
        }
        let logBytes = log.verifyingKey.bytes
        let witnessBytes = witness.verifyingKey.bytes
        #expect(throws: NoteError.wrongOrigin(wanted: "example.org/other")) {
            try signed.verify(by: key("example.org/other", logBytes, .ed25519))
        }
        #expect(throws: NoteError.notSigned(by: "example.org/log")) {
            try signed.verify(by: key("example.org/log", witnessBytes, .ed25519))
        }
        #expect(throws: NoteError.unsuitableKey(of: "example.org/log")) {
            try signed.verify(by: key("example.org/log", logBytes, .cosignature))
        }
        #expect(throws: NoteError.unsuitableKey(of: "witness.example.org/w")) {
            try signed.cosignature(by: key("witness.example.org/w", witnessBytes, .ed25519))
        }
        #expect(throws: NoteError.notSigned(by: "witness.example.org/w")) {
            try signed.cosignature(by: key("witness.example.org/w", logBytes, .cosignature))
        }
    }

    @Test("a cosignature of the wrong length or of another time is forged")
    func malformedCosignature() throws {
        let witness = try VerifierKey(Samples.witnessKey)
        let note = try Samples.note(Samples.cosignedCheckpoint)
        let bytes = note.signatures[1].bytes
        let others: [[UInt8]] = [
            [1], Array(bytes.dropLast()), bytes + [0], [0x80] + Array(bytes.dropFirst()),
        ]
        for other in others {
            var changed = note
            try changed.add(NoteSignature(by: witness, bytes: other))
            #expect(throws: NoteError.forged(by: witness.name)) {
                try Cosignature(verifying: changed, by: witness)
            }
        }
    }

    @Test("a time from 2^63 on is refused, though it be signed", arguments: [0, 1] as [UInt64])
    func lateTime(excess: UInt64) throws {
        let witness = try VerifierKey(Samples.witnessKey)
        var note = try Samples.note(Samples.cosignedCheckpoint)
        let time = UInt64(Int64.max) + excess
        let message = Array("cosignature/v1\ntime \(time)\n\(note.text)".utf8)
        let bytes = time.bigEndianBytes + Samples.key(8).signature(for: message.span)
        try note.add(NoteSignature(by: witness, bytes: bytes))
        if excess == 0 {
            #expect(try Cosignature(verifying: note, by: witness).time == time)
        } else {
            #expect(throws: NoteError.forged(by: witness.name)) {
                try Cosignature(verifying: note, by: witness)
            }
        }
    }

    @Test("only a checkpoint can be cosigned")
    func notACheckpoint() throws {
        let note = SignedNote(signing: "hello\n", as: "a", with: Samples.key(1))
        #expect(throws: NoteError.malformedCheckpoint) {
            try Cosignature(verifying: note, by: VerifierKey(Samples.witnessKey))
        }
        #expect(throws: NoteError.malformedCheckpoint) { try SignedCheckpoint(note) }
    }

    @Test("the empty log has the empty tree's root")
    func emptyLog() throws {
        let text = "a\n0\n\(MerkleTree.emptyRoot.base64)\n"
        #expect(try Checkpoint(parsing: text).text == text)
        #expect(throws: NoteError.malformedCheckpoint) {
            try Checkpoint(parsing: "a\n0\n\(Self.root)\n")
        }
    }

    @Test(
        "a checkpoint is written again as it was read",
        arguments: ["a\n1\n\(root)\n", "журнал/1\n9223372036854775807\n\(root)\n"])
    func roundTrip(text: String) throws {
        #expect(try Checkpoint(parsing: text).text == text)
    }

    @Test(
        "texts that are no checkpoint are refused",
        arguments: [
            "", "\n", "a\n1\n", "a\n1\n\(root)", "\n1\n\(root)\n", "a\n\n\(root)\n",
            "a\n1\n\(root)\n\n", "a\n1\n\(root)\nextension\n", "\na\n1\n\(root)\n",
            "a\n01\n\(root)\n", "a\n+1\n\(root)\n", "a\n-1\n\(root)\n", "a\n1 \n\(root)\n",
            "a\n0x1\n\(root)\n", "a\n9223372036854775808\n\(root)\n", "a\n١\n\(root)\n",
            "a\n1\n\(root.dropLast())\n", "a\n1\n\(root)=\n", "a\n1\n\(root) \n", "a\n1\nAAAA\n",
            "a\n1\n\(root.dropLast(2))J=\n", "a b\n1\n\(root)\n", "a+b\n1\n\(root)\n",
        ])
    func strictness(text: String) {
        #expect(throws: NoteError.malformedCheckpoint) { try Checkpoint(parsing: text) }
    }
}
