package import Statements
import TransparencyLog

/// What a bundle says of itself before its objects, checked against the card that it brings.
///
/// A value of this type is consistent: the manifest is signed by the card's device, the checkpoint by the device whose
/// log it is, and the leaves give the checkpoint's root. Whether these devices are ones to be trusted, the
/// vault knows.
package struct BundlePreamble: Sendable {
    package let manifest: Manifest
    /// The writer's.
    package let card: Card
    /// Of the device whose log is carried: most often the same.
    package let logCard: Card
    /// What of that log is sent; nil where none of it is.
    package let stretch: Stretch?
    /// A receipt for the recipient's log, and the checkpoint that it speaks of.
    package let receipt: CosignedReceipt.Unverified?
    /// Signed notes of any kind that came along, as they are.
    package let notes: [[UInt8]]

    init(_ manifest: Manifest, _ contents: [BundleEntry: [UInt8]]) throws(BundleError) {
        self.manifest = manifest
        card = try Self.writer(of: manifest, contents)
        logCard = manifest.isRelayed ? try Self.card(contents[.logCard]) : card
        guard logCard.key.name == manifest.log else { throw .otherCard }
        notes = manifest.entries.compactMap { listed in
            if case .note = listed.entry { contents[listed.entry] } else { nil }
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
        let checkpoint = try Self.checkpoint(note, of: logCard)
        guard let stretch = Stretch(from: manifest.frontier, leaves, checkpoint),
            stretch.range == manifest.leaves
        else { throw .wrongRoot }
        self.stretch = stretch
    }

    /// The card of whoever signed a manifest.
    static func writer(
        of manifest: Manifest, _ contents: [BundleEntry: [UInt8]]
    ) throws(BundleError) -> Card {
        let card = try card(contents[.card])
        guard card.key.name == manifest.writer else { throw .otherCard }
        do {
            try manifest.note.requireOnlySignature(by: card.key)
        } catch {
            throw .statement(error, in: .manifest)
        }
        return card
    }

    private static func card(_ bytes: [UInt8]?) throws(BundleError) -> Card {
        do {
            return try Card(parsing: bytes ?? [])
        } catch {
            throw .statement(error, in: .card)
        }
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
