import Outside
import SafeSodium
import Statements
import SystemPackage
import TransparencyLog
import VaultStore

/// What a coordinator gives: receipts for what came, and was checked.
extension Sync {
    /// Puts a receipt for every enrolled device into the folder, unless the device has it already.
    mutating func putOutReceipts(of store: inout Store) throws(VaultError) {
        for person in store.people.all {
            do {
                try putOutReceipt(for: person, &store)
            } catch {
                // What is wrong with one device's journal is no reason to leave out the others.
                guard error.kind == .damaged || error.kind == .refused else { throw error }
                report.add(error.about(.journal(of: person.card.name)))
            }
        }
    }

    private mutating func putOutReceipt(
        for person: Person, _ store: inout Store
    ) throws(VaultError) {
        let device = person.device
        if copies[device] == nil {
            copies[device] = try LogCopy(store.unlocked.logs, ofDevice: device)
        }
        guard let log = copies[device]?.log, let newest = log.newest else { return }
        let holdings = try Holdings(of: person, log, in: store)
        let looked = try look(at: holdings, of: person, &store)
        let missing = holdings.missing(refused: looked.refused)
        if !missing.isEmpty {
            report.waiting.append(
                .init(
                    recorder: person.card.name, device: device,
                    recordCount: missing.count { $0.kind == .sealed },
                    attachmentCount: missing.count { $0.kind == .attached }))
        }
        if let fault = log.fault {
            report.add(
                VaultError(StoreReason.logFault(fault), about: .journal(of: person.card.name)))
        }
        guard person.isEnrolled, log.fault == nil else { return }
        try Self.requireContinuity(of: person, log, for: store.card)
        guard !holdings.expected.isEmpty else { return }
        // What was missing before and is not known any more is missing still.
        let known = Set(holdings.expected.map(\.leaf.object))
        let earlier = holdings.receipt?.exceptions
        let before = (earlier?.missing ?? []).filter {
            !known.contains($0) && !holdings.here.contains($0)
        }
        let exceptions = Receipt.Exceptions(
            missing: before + missing.map(\.object), gone: earlier?.gone ?? [],
            unread: looked.unread)
        let given = try receipt(for: person, exceptions, &store)
        let hash = given.receipt.hash
        let isAcknowledged = newest.leaves.contains {
            $0.kind == .acknowledged && $0.object == store.card.fingerprint.shortID
                && $0.hash == hash
        }
        for bundle in book.written where bundle.recipients == [person.card.fingerprint] {
            guard case .receipt(let other) = bundle.contents else { continue }
            if other == hash, !isAcknowledged {
                if try folder.contains(bundle.id) { return }
            } else {
                try remove(bundle.id, store)
            }
        }
        if isAcknowledged { return }
        try write(Outgoing(to: [person.card], receipt: given.notes), &store)
    }

    /// What became of the objects that were looked at.
    private struct Looked {
        /// Those that did not pass their checks.
        var refused: Set<ObjectID> = []
        /// Those that only a later version can read, in the order of their leaves.
        var unread: [ObjectID] = []
    }

    /// Opens every record that is here and not signed for yet, or could not be read so far, and hashes every other object
    /// that did not come just now. Those that do not pass their checks are named, and count as missing: so a receipt never
    /// claims more than was checked.
    private mutating func look(
        at holdings: Holdings, of person: Person, _ store: inout Store
    ) throws(VaultError) -> Looked {
        let unreadBefore = Set(holdings.receipt?.exceptions.unread ?? [])
        var looked = Looked()
        for indexed in holdings.expected {
            let leaf = indexed.leaf
            guard holdings.here.contains(leaf.object),
                !holdings.isSignedFor(indexed) || unreadBefore.contains(leaf.object)
            else { continue }
            let path = store.unlocked.received.path(of: leaf.object, device: person.device)
            do throws(VaultError) {
                if leaf.kind == .sealed, try isReadable(leaf, of: person, at: path, &store) {
                    continue
                }
                if leaf.kind == .sealed || leaf.needsNewer { looked.unread.append(leaf.object) }
                if leaf.kind != .sealed, new.contains(leaf.object) { continue }
                guard try store.surroundings.hash(of: path) == leaf.hash else {
                    throw VaultError(RecordReason.notNamedSo)
                }
            } catch {
                if error.kind == .interrupted { throw error }
                looked.refused.insert(leaf.object)
                looked.unread.removeAll { $0 == leaf.object }
                report.add(
                    error.about(
                        leaf.kind == .sealed ? .record(leaf.object) : .attachment(leaf.object)))
            }
        }
        return looked
    }

    /// Opens a record and checks it; false, and named, where only a later version can read it.
    private mutating func isReadable(
        _ leaf: Leaf, of person: Person, at path: FilePath, _ store: inout Store
    ) throws(VaultError) -> Bool {
        do throws(VaultError) {
            let opened = try store.openRecord(
                leaf.object, at: path, device: person.device, leaf: leaf)
            guard opened.isNamed(by: leaf) else { throw VaultError(RecordReason.notNamedSo) }
            return true
        } catch {
            guard error.isOfNewerVersion else { throw error }
            report.add(error.about(.record(leaf.object)))
            return false
        }
    }

    /// Checks that the newest head extends what this vault cosigned last; where it never did, that all is known from
    /// where it was enrolled, or from the first entry, with no gap after anything that was seen.
    private static func requireContinuity(
        of person: Person, _ log: KnownLog, for own: Card
    ) throws(VaultError) {
        guard let newest = log.newest else { return }
        guard let receipt = person.receiptGiven?.receipt else {
            let gap =
                log.gaps.last ?? log.missingEntries(for: own.fingerprint, upTo: newest.end.size)
            if let gap { throw missing(gap) }
            return
        }
        guard newest.start.size <= receipt.size else {
            throw missing(log.gaps.last ?? receipt.size..<newest.start.size)
        }
        guard receipt.size <= newest.end.size,
            newest.frontier(at: receipt.size).root == receipt.root
        else { throw VaultError(ExchangeReason.notContinued) }
    }

    private static func missing(_ entries: Range<UInt64>) -> VaultError {
        VaultError(
            ExchangeReason.entriesMissing(EntryRange(entries)))
    }

    /// The receipt for what is here now: the one that was given before, where it still says so.
    private mutating func receipt(
        for person: Person, _ exceptions: Receipt.Exceptions, _ store: inout Store
    ) throws(VaultError) -> CosignedReceipt {
        guard var checkpoint = copies[person.device]?.log.newest?.checkpoints.last else {
            preconditionFailure("a log with leaves has a checkpoint")
        }
        if let given = person.receiptGiven, given.receipt.size == checkpoint.checkpoint.size,
            given.receipt.exceptions == exceptions
        {
            return given
        }
        // A later receipt bears a later time, whatever the clock says: that is how it is known.
        var time = store.surroundings.now()
        if let earlier = person.receiptGiven?.receipt.time, time <= earlier {
            time = Timestamp(secondsSince1970: earlier.secondsSince1970 + 1) ?? .maximum
        }
        let (card, signer) = (store.card, store.unlocked.signer)
        if (try? checkpoint.cosignature(by: card.cosignatureKey)) == nil {
            do {
                try checkpoint.cosign(
                    as: signer.name, at: UInt64(max(0, time.secondsSince1970)), with: signer.key)
            } catch {
                throw VaultError(StatementError.note(error))
            }
            try copies[person.device]?.keep(checkpoint)
        }
        let receipt = Receipt(
            for: checkpoint.checkpoint, exceptions, at: time, signedBy: signer.key,
            as: signer.name)
        let notes = CosignedReceipt.Unverified(
            receipt: receipt.note.encoded, checkpoint: checkpoint.encoded)
        var person = store.people[person.card.fingerprint] ?? person
        let given = try asVault { try notes.verified(by: card) }
        person.receiptGiven = given
        try store.remember(person)
        return given
    }
}
