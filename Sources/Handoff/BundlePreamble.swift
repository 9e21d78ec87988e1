package import Statements
package import TransparencyLog

/// What a bundle says of itself before its objects, checked against the card that it brings.
///
/// A value of this type is consistent: the manifest and the checkpoint are signed by the card's
/// device, and the leaves give the checkpoint's root. Whether that device is one to be trusted, the
/// vault knows.
package struct BundlePreamble: Sendable {
    package let manifest: Manifest
    package let card: Card
    /// The checkpoint after the leaves; nil where no leaves are sent.
    package let checkpoint: SignedCheckpoint?
    package let leaves: [Leaf]
    /// After the leaves.
    package let frontier: Frontier
    /// A receipt for the recipient's log, and the checkpoint that it speaks of: not yet checked.
    package let receipt: (note: [UInt8], checkpoint: [UInt8])?

    init(_ manifest: Manifest, _ contents: [BundleEntry: [UInt8]]) throws(BundleError) {
        self.manifest = manifest
        do {
            card = try Card(parsing: contents[.card] ?? [])
        } catch {
            throw .statement(error, in: .card)
        }
        guard card.key.name == manifest.log else { throw .otherCard }
        do {
            try manifest.note.requireOnlySignature(by: card.key)
        } catch {
            throw .statement(error, in: .manifest)
        }
        if let receipt = contents[.receipt], let cosigned = contents[.receiptCheckpoint] {
            self.receipt = (receipt, cosigned)
        } else {
            receipt = nil
        }
        guard let stretch = contents[.leaves], let note = contents[.checkpoint] else {
            checkpoint = nil
            leaves = []
            frontier = Frontier()
            return
        }
        do {
            leaves = try Leaf.parse(stretch: stretch)
        } catch {
            throw .statement(error, in: .leaves)
        }
        let checkpoint = try Self.checkpoint(note, of: card)
        var frontier = manifest.frontier
        for leaf in leaves { frontier.append(MerkleTree.leafHash(of: leaf.encoded)) }
        guard frontier.size == manifest.leaves.upperBound,
            checkpoint.checkpoint.size == frontier.size,
            checkpoint.checkpoint.root == frontier.root
        else { throw .wrongRoot }
        self.checkpoint = checkpoint
        self.frontier = frontier
    }

    private static func checkpoint(
        _ note: [UInt8], of card: Card
    ) throws(BundleError) -> SignedCheckpoint {
        do throws(NoteError) {
            let checkpoint = try SignedCheckpoint(parsing: note, limit: 16 << 10)
            guard checkpoint.note.signatures.count <= 16 else {
                throw NoteError.tooManySignatures(limit: 16)
            }
            return try checkpoint.keepingOnly(card.key)
        } catch {
            throw .statement(.note(error), in: .checkpoint)
        }
    }
}
