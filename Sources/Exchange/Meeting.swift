import Journal
import AgeFile
import DurableFiles
import Handoff
import Statements
import StrictTar
import TransparencyLog

/// Whether a vault may go on signing. A vault whose own journal went back must not: it would sign a second
/// history.
///
/// Source: the page *The log, checkpoints and receipts*, "Receipt".
extension Vault {
    /// Why nothing more ought to be signed; nil where all is well.
    ///
    /// It needs no reading of the log: a receipt that is known to contradict it is kept, and no receipt that
    /// was taken can be for more entries than there are.
    var stop: VaultError? {
        let size = logState.frontier.size
        for person in people.all {
            if let receipt = person.unmatchedReceipt {
                return Self.stop(person.card, receipt, ownSize: size)
            }
            if let receipt = person.receiptTaken, receipt.receipt.size > size {
                return Self.stop(person.card, receipt, ownSize: size)
            }
        }
        return nil
    }

    private static func stop(
        _ card: Card, _ receipt: ReceiptWithCheckpoint, ownSize: UInt64
    ) -> VaultError {
        let signed = receipt.receipt.size
        let what =
            signed > ownSize
            ? "this vault's journal went back from \(signed) to \(ownSize) entries: "
                + "\(card.quotedName) signed for \(signed) on \(receipt.cosignedAt). It is"
            : "this vault's journal is not the one of which \(card.quotedName) signed \(signed) entries on "
                + "\(receipt.cosignedAt). It is"
        return VaultError(
            .damaged,
            what
                + " a restored backup, or a second copy of it is in use; nothing more is signed with it",
            hint:
                "tell the coordinator; make a new vault for what comes (`amanat init`), and hand off what "
                + "is here by `amanat sync --despite-fault FOLDER`")
    }

    /// - Throws: ``VaultError`` of the kind `damaged` where nothing more ought to be signed, unless the
    ///   person wants to hand off all the same.
    func requireToSign() throws(VaultError) {
        if let stop, !goesOnDespiteFault { throw stop }
    }

    // MARK: Meeting receipts

    /// Looks for receipts in the folder that this vault's own log does not bear out, before anything is
    /// signed. What cannot be read now is named later, when bundles are taken in.
    mutating func meetReceipts(
        _ folder: HandoffFolder, _ book: BundleBook
    ) throws(VaultError) {
        let own = Set(book.written.map(\.id))
        var isChanged = false
        for id in try asVault({ try folder.bundles() }) where !own.contains(id) {
            guard let preamble = try readPreamble(id, folder, book), let pair = preamble.receipt,
                let person = people[preamble.card.fingerprint],
                let receipt = try? ownReceipt(pair, by: person)
            else { continue }
            if try logHas(receipt.receipt) { continue }
            people[preamble.card.fingerprint]?.unmatchedReceipt = receipt
            isChanged = true
        }
        if isChanged { try core.write(people) }
    }

    /// A receipt by an enrolled coordinator, for a head of this vault's own log that this vault signed.
    func ownReceipt(
        _ pair: (note: [UInt8], checkpoint: [UInt8]), by person: Person
    ) throws -> ReceiptWithCheckpoint {
        guard person.isEnrolled, person.card.role == .coordinator else {
            throw VaultError(.refused, "its receipt is not by an enrolled coordinator")
        }
        // What is taken is kept among the people, whose box has a limit.
        guard pair.note.count <= 4 << 20 else {
            throw VaultError(.refused, "its receipt names more as missing than a journal has here")
        }
        let receipt = try ReceiptWithCheckpoint(
            receipt: pair.note, checkpoint: pair.checkpoint, by: person.card)
        guard receipt.receipt.log == core.card.key.name else {
            throw VaultError(.refused, "its receipt is for another device")
        }
        // A head that this vault never signed says nothing about its own log.
        do {
            try receipt.checkpoint.verify(by: core.card.key)
        } catch {
            throw VaultError(.refused, "its receipt speaks of a head that this vault did not sign")
        }
        return receipt
    }

    /// Whether the vault's own log has the head of a receipt, or has forgotten what was before it.
    mutating func logHas(_ receipt: Receipt) throws(VaultError) -> Bool {
        guard receipt.size <= logState.frontier.size else { return false }
        guard receipt.size >= journal.forgottenCount else { return true }
        // Where the leaves there are lost by damage, nothing speaks against it.
        return try log().root(at: receipt.size).map { $0 == receipt.root } ?? true
    }

    /// What a bundle that was not taken in yet says of itself before its objects; nil where it is for others or
    /// cannot be read.
    private func readPreamble(
        _ id: ObjectID, _ folder: HandoffFolder, _ book: BundleBook
    ) throws(VaultError) -> BundlePreamble? {
        do {
            let source = try FileSource(
                try core.files.openForReading(folder.file(id)), "looking", core.surroundings)
            var age = try AgeReader(source, identities: [core.identity.openingIdentity])
            var bundle = BundleReader(PreambleReader(core.card.fingerprint, book))
            var tar = TarReader()
            do {
                while try age.readChunk({ try tar.feed($0, to: &bundle) }) {}
            } catch is PreambleReader.Done {}
            return bundle.receiver.preamble
        } catch {
            if VaultError(error).kind == .interrupted { throw .interrupted }
            return nil
        }
    }
}

/// Reads a bundle as far as its objects.
private struct PreambleReader: BundleReceiver, ~Copyable {
    struct Done: Error {}

    private let reader: Fingerprint
    private let book: BundleBook
    private(set) var preamble: BundlePreamble?

    init(_ reader: Fingerprint, _ book: BundleBook) {
        self.reader = reader
        self.book = book
    }

    mutating func begin(_ preamble: BundlePreamble) throws {
        guard preamble.manifest.recipients.contains(reader), !book.hasTaken(preamble.manifest.hash)
        else { throw Done() }
        self.preamble = preamble
        throw Done()
    }

    mutating func beginObject(_ object: ListedEntry, id: ObjectID) {}
    mutating func objectContent(_ bytes: Span<UInt8>) {}
    mutating func endObject(isIntact: Bool) {}
}
