package import Statements
import TransparencyLog

/// What a bundle says of itself before its objects, checked against the card that it brings.
///
/// A value of this type is consistent: the manifest and the checkpoint are signed by the card's
/// device, and the leaves give the checkpoint's root. Whether that device is one to be trusted, the
/// vault knows.
package struct BundlePreamble: Sendable {
    package let manifest: Manifest
    package let card: Card
    /// What of the writer's log is sent; nil where none of it is.
    package let stretch: Stretch?
    /// A receipt for the recipient's log, and the checkpoint that it speaks of.
    package let receipt: CosignedReceipt.Unverified?

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
            self.receipt = .init(receipt: receipt, checkpoint: cosigned)
        } else {
            receipt = nil
        }
        guard let list = contents[.leaves], let note = contents[.checkpoint] else {
            stretch = nil
            return
        }
        let leaves: [Leaf]
        do {
            leaves = try Leaf.parse(stretch: list)
        } catch {
            throw .statement(error, in: .leaves)
        }
        let checkpoint = try Self.checkpoint(note, of: card)
        guard let stretch = Stretch(from: manifest.frontier, leaves, checkpoint),
            stretch.range == manifest.leaves
        else { throw .wrongRoot }
        self.stretch = stretch
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
