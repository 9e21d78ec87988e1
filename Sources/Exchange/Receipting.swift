import DurableFiles
import Handoff
import SafeSodium
import Statements
import SystemPackage
import TransparencyLog

extension Vault {
    /// What is here of the objects in a log that are meant for this vault.
    struct Holdings {
        /// Meant for this vault.
        let expected: [IndexedLeaf]
        let here: Set<ObjectID>
        /// The newest that this vault gave.
        let receipt: Receipt?

        /// Whether the newest receipt vouches for an object.
        func isSignedFor(_ indexed: IndexedLeaf) -> Bool {
            receipt?.vouches(for: indexed.leaf.object, at: indexed.index) ?? false
        }

        /// Those that have not come, or came and were not signed for.
        func missing(refused: Set<ObjectID>) -> [Leaf] {
            expected.map(\.leaf).filter { !here.contains($0.object) || refused.contains($0.object) }
        }
    }

    func holdings(of person: Person, _ log: KnownLog) throws -> Holdings {
        Holdings(
            expected: log.objects(meantFor: core.card.fingerprint),
            here: try core.receivedIDs(ofDevice: person.card.key.name),
            receipt: person.receiptGiven?.receipt)
    }

    /// Puts a receipt for every enrolled device into the folder, unless the device has it already.
    mutating func putOutReceipts(
        _ folder: HandoffFolder, _ book: inout BundleBook, _ report: inout SyncReport
    ) throws(VaultError) {
        for person in people.all {
            do {
                try putOutReceipt(for: person, folder, &book, &report)
            } catch {
                // What is wrong with one device's journal is no reason to leave out the others.
                guard error.kind == .damaged || error.kind == .refused else { throw error }
                report.add(problem: "the journal of \(person.card.quotedName)", error)
            }
        }
    }

    private mutating func putOutReceipt(
        for person: Person, _ folder: HandoffFolder, _ book: inout BundleBook,
        _ report: inout SyncReport
    ) throws(VaultError) {
        var copy = try asVault { try LogCopy(core, ofDevice: person.card.key.name) }
        add(copy.damage)
        let log = copy.log
        guard let newest = log.newest else { return }
        let holdings = try asVault { try self.holdings(of: person, log) }
        let refused = try refusedRecords(of: person, holdings, &report)
        let missing = holdings.missing(refused: refused)
        if !missing.isEmpty {
            report.waiting.append(
                .init(
                    recorder: person.card.name, device: person.card.key.name,
                    recordCount: missing.count { $0.kind == .sealed },
                    attachmentCount: missing.count { $0.kind == .attached }))
        }
        if let fault = log.fault {
            report.add(problem: "the journal of \(person.card.quotedName)", fault)
        }
        guard person.isEnrolled, log.fault == nil else { return }
        try requireContinuity(of: person, log)
        guard !holdings.expected.isEmpty else { return }
        // What was missing before and is not known any more is missing still.
        let known = Set(holdings.expected.map(\.leaf.object))
        let before = (holdings.receipt?.missing ?? []).filter {
            !known.contains($0) && !holdings.here.contains($0)
        }
        let given = try receipt(for: person, &copy, missing: before + missing.map(\.object))
        let hash = given.receipt.hash
        let isAcknowledged = newest.leaves.contains {
            $0.kind == .acknowledged && $0.object == core.card.fingerprint.shortID
                && $0.hash == hash
        }
        for bundle in book.written where bundle.recipients == [person.card.fingerprint] {
            guard case .receipt(let other) = bundle.contents else { continue }
            if other == hash, !isAcknowledged {
                if try asVault({ try folder.contains(bundle.id) }) { return }
            } else {
                try remove(bundle.id, folder, &book, &report)
            }
        }
        if isAcknowledged { return }
        try write(
            to: [person.card],
            receipt: (given.receipt.note.encoded, given.checkpoint.encoded),
            folder, &book, &report)
    }

    /// Opens every record that is here and not signed for yet, and hashes every attachment. Those that do not pass their checks
    /// are named, and count as missing: so a receipt never claims more than was checked.
    private func refusedRecords(
        of person: Person, _ holdings: Holdings, _ report: inout SyncReport
    ) throws(VaultError) -> Set<ObjectID> {
        let opener = RecordOpener(core, people)
        let device = person.card.key.name
        var refused: Set<ObjectID> = []
        for indexed in holdings.expected {
            let leaf = indexed.leaf
            guard holdings.here.contains(leaf.object), !holdings.isSignedFor(indexed) else {
                continue
            }
            let path = core.receivedObject(leaf.object, ofDevice: device)
            do throws(VaultError) {
                guard leaf.kind == .sealed else {
                    try requireBytes(of: leaf, at: path)
                    continue
                }
                let opened = try opener.record(leaf.object, at: path, device: device)
                guard opened.hash == leaf.hash else {
                    throw VaultError(.refused, "it is not the object that its journal names")
                }
            } catch {
                if error.kind == .interrupted { throw error }
                refused.insert(leaf.object)
                let what = leaf.kind == .sealed ? "record" : "attachment"
                report.add(problem: "\(what) \(leaf.object)", error)
            }
        }
        return refused
    }

    private func requireBytes(of leaf: Leaf, at path: FilePath) throws(VaultError) {
        guard try core.surroundings.hash(of: path) == leaf.hash else {
            throw VaultError(.refused, "it is not the object that its journal names")
        }
    }

    /// Checks that the newest head extends what this vault cosigned last; where it never did, that all is known from
    /// where it was enrolled, or from the first entry, with no gap behind anything that was seen.
    private func requireContinuity(of person: Person, _ log: KnownLog) throws(VaultError) {
        guard let newest = log.newest else { return }
        guard let receipt = person.receiptGiven?.receipt else {
            let gap =
                log.gaps.last
                ?? log.missingEntries(
                    for: core.card.fingerprint, upTo: newest.end.size)
            if let gap { throw Self.missing(gap) }
            return
        }
        guard newest.start.size <= receipt.size else {
            throw Self.missing(log.gaps.last ?? receipt.size..<newest.start.size)
        }
        guard receipt.size <= newest.end.size,
            newest.frontier(at: receipt.size).root == receipt.root
        else {
            throw VaultError(
                .damaged,
                "it is not the journal that this vault signed for: the copy of it here was "
                    + "lost or altered, or the device's journal went back")
        }
    }

    private static func missing(_ entries: Range<UInt64>) -> VaultError {
        VaultError(
            .refused,
            "entries \(entries.lowerBound + 1) to \(entries.upperBound) have not come: no receipt is "
                + "given before they are there")
    }

    /// The receipt for what is here now: the one that was given before, where it still says so.
    private mutating func receipt(
        for person: Person, _ copy: inout LogCopy, missing: [ObjectID]
    ) throws(VaultError) -> ReceiptWithCheckpoint {
        guard var checkpoint = copy.log.newest?.checkpoints.last else {
            preconditionFailure("a log with leaves has a checkpoint")
        }
        if let given = person.receiptGiven, given.receipt.size == checkpoint.checkpoint.size,
            given.receipt.missing == missing
        {
            return given
        }
        // A later receipt bears a later time, whatever the clock says: that is how it is known.
        var time = core.surroundings.now()
        if let earlier = person.receiptGiven?.receipt.time, time <= earlier {
            time = Timestamp(secondsSince1970: earlier.secondsSince1970 + 1) ?? .maximum
        }
        let name = core.card.key.name
        let given = try asVault { () throws -> ReceiptWithCheckpoint in
            if (try? checkpoint.cosignature(by: core.card.cosignatureKey)) == nil {
                try checkpoint.cosign(
                    as: name, at: UInt64(max(0, time.secondsSince1970)),
                    with: core.identity.signingKey)
                try copy.keep(checkpoint)
            }
            let receipt = Receipt(
                for: checkpoint.checkpoint, missing: missing, at: time,
                signedBy: core.identity.signingKey, as: name)
            return try ReceiptWithCheckpoint(
                receipt: receipt.note.encoded, checkpoint: checkpoint.encoded, by: core.card)
        }
        people[person.card.fingerprint]?.receiptGiven = given
        try core.write(people)
        return given
    }
}

extension KnownLog {
    /// What of the objects in a log is meant for a coordinator. Where they were enrolled before anything that is
    /// known, or the log contradicts itself, all may be.
    func objects(meantFor fingerprint: Fingerprint) -> [IndexedLeaf] {
        leaves.objects(
            meantFor: fingerprint, enrolledBefore: (pieces.first?.start.size ?? 0) > 0)
            // What a contradicting history names came too, and is kept.
            + branchLeaves.filter(\.leaf.namesObject)
    }

    /// Entries that a coordinator would have to know, to say what is meant for them among the first `size`;
    /// nil where all is known.
    func missingEntries(for fingerprint: Fingerprint, upTo size: UInt64) -> Range<UInt64>? {
        let piece = pieces.last { $0.start.size < size }
        guard let piece, piece.end.size >= size else { return (piece?.end.size ?? 0)..<size }
        let id = fingerprint.shortID
        let isEnrolled = piece.indexed.contains {
            $0.index < size && $0.leaf.kind == .enrolled && $0.leaf.object == id
        }
        if piece.start.size == 0 || isEnrolled { return nil }
        let before = pieces.last { $0.end.size < piece.start.size }
        return (before?.end.size ?? 0)..<piece.start.size
    }
}
