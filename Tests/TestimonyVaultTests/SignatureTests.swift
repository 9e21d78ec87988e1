import TestimonyVault
import Sealing
import Exchange
import Desk
import Outside
import Words
import Foundation
import Journal
import SafeSodium
import Statements
import Testing
import TransparencyLog

@testable import VaultStore

@Suite("Signatures of others in a vault")
struct SignatureTests {
    /// The note with its last signature changed in one bit: the key's name and id are as they were.
    private func withBrokenLastSignature(_ head: SignedCheckpoint) throws -> [UInt8] {
        let note = String(decoding: head.encoded, as: UTF8.self)
        let last = try #require(note.split(separator: " ").last).dropLast()
        var bytes = try #require(Data(base64Encoded: String(last)))
        bytes[bytes.count - 40] ^= 1
        let changed = note.replacing(last, with: bytes.base64EncodedString())
        #expect(changed != note)
        return Array(changed.utf8)
    }

    @Test("verify names a head whose cosignature does not hold, and counts one that does")
    func cosignature() throws {
        for isBroken in [false, true] {
            let house = try TestHouse.pair()
            let before = try house.check("r").signatureCount
            do {
                let coordinator = try house.store("c")
                var vault = try house.store("r")
                let leaf = Leaf(
                    .opened, ObjectID.random(), SHA256Hash(of: [1]),
                    at: vault.surroundings.now())
                var frontier = vault.journal.state.frontier
                frontier.append(MerkleTree.leafHash(of: leaf.encoded))
                var head = vault.unlocked.signer.checkpoint(frontier)
                try head.cosign(
                    as: coordinator.card.key.name, at: 1_800_000_000,
                    with: coordinator.unlocked.signer.key)
                try vault.journal.append(
                    [leaf.encoded],
                    state: LogState(
                        frontier: frontier,
                        checkpoint: isBroken ? withBrokenLastSignature(head) : head.encoded))
            }
            let report = try house.check("r")
            if isBroken {
                #expect(report.damage.count == 1)
                #expect(report.damage.first?.message.contains("the head of 2 entries") == true)
            } else {
                #expect(report.damage.isEmpty, "\(report.damage)")
                #expect(report.signatureCount >= before + 1)
            }
        }
    }

    @Test("a receipt and a checkpoint that speak of different heads are refused together")
    func differentHeads() throws {
        let house = TestHouse()
        let card = try house.make("c", .coordinator)
        let vault = try house.store("c")
        let (one, other) = (MerkleTree.leafHash(of: [1]), MerkleTree.leafHash(of: [2]))
        let name = "amanat/00112233445566778899aabbccddeeff"
        let own = Checkpoint(origin: name, size: 3, root: one)
        let receipt = Receipt(
            for: own, Receipt.Exceptions(), at: vault.surroundings.now(),
            signedBy: vault.unlocked.signer.key, as: card.key.name)
        func read(_ checkpoint: Checkpoint) throws {
            var head = SignedCheckpoint(
                signing: checkpoint,
                with: SigningKey(seed: SecretBytes(copying: [UInt8](repeating: 7, count: 32).span)))
            try head.cosign(
                as: card.key.name, at: 1_800_000_000, with: vault.unlocked.signer.key)
            let notes = CosignedReceipt.Unverified(
                receipt: receipt.note.encoded, checkpoint: head.encoded)
            _ = try notes.verified(by: card)
        }
        try read(own)
        let otherLog = "amanat/ffeeddccbbaa99887766554433221100"
        for checkpoint in [
            Checkpoint(origin: name, size: 3, root: other),
            Checkpoint(origin: name, size: 4, root: one),
            Checkpoint(origin: name, size: 2, root: one),
            Checkpoint(origin: otherLog, size: 3, root: one),
        ] {
            #expect(
                throws: StatementError.contradiction(.heads), "\(checkpoint.text)"
            ) { try read(checkpoint) }
        }
    }
}
