import DurableFiles
import Handoff
import SafeSodium
import Statements
import SystemPackage
import TransparencyLog

extension Vault {
    /// What this vault lacks of the objects in a log that are meant for it.
    struct Holdings {
        /// Meant for this vault, in the order of the leaves.
        let expected: [Leaf]
        /// Those among them that are not here, or did not pass their checks.
        let missing: [Leaf]
    }

    func holdings(of person: Person, _ leaves: [Leaf]) throws -> Holdings {
        let here = Set(
            try core.files.names(in: core.layout.received)
                .compactMap(VaultLayout.objectID(inName:)))
        let expected = leaves.objects(meantFor: core.card.fingerprint).map(\.leaf)
        let missing = expected.filter {
            !here.contains($0.object) || person.refused[$0.object] != nil
        }
        return Holdings(expected: expected, missing: missing)
    }

    /// Puts a receipt for every enrolled device into the folder, unless the device has it already.
    mutating func putOutReceipts(
        _ folder: HandoffFolder, _ book: inout BundleBook, _ report: inout SyncReport
    ) throws(VaultError) {
        for person in people.enrolled {
            try putOutReceipt(for: person, folder, &book, &report)
        }
    }

    private mutating func putOutReceipt(
        for person: Person, _ folder: HandoffFolder, _ book: inout BundleBook,
        _ report: inout SyncReport
    ) throws(VaultError) {
        let copy = LogCopy(core, ofDevice: person.card.key.name)
        let leaves = try asVault { try copy.leaves() }
        if leaves.isEmpty { return }
        let holdings = try asVault { try self.holdings(of: person, leaves) }
        if !holdings.missing.isEmpty {
            report.waiting.append(
                .init(
                    recorder: person.card.name, device: person.card.key.name,
                    recordCount: holdings.missing.count { $0.kind == .sealed },
                    attachmentCount: holdings.missing.count { $0.kind == .attached }))
        }
        guard person.fault == nil, !holdings.expected.isEmpty else { return }
        let given = try receipt(for: person, copy, missing: holdings.missing.map(\.object))
        let hash = given.receipt.hash
        let isAcknowledged = leaves.contains {
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

    /// The receipt for what is here now: the one that was given before, where it still says so.
    private mutating func receipt(
        for person: Person, _ copy: LogCopy, missing: [ObjectID]
    ) throws(VaultError) -> ReceiptWithCheckpoint {
        var person = person
        let now = core.surroundings.now()
        let name = core.card.key.name
        let given = try asVault { () throws -> ReceiptWithCheckpoint in
            guard var checkpoint = try copy.checkpoint() else {
                preconditionFailure("a log with leaves has a checkpoint")
            }
            if let given = person.receiptGiven, given.receipt.size == checkpoint.checkpoint.size,
                given.receipt.missing == missing
            {
                return given
            }
            if (try? checkpoint.cosignature(by: core.card.cosignatureKey)) == nil {
                try checkpoint.cosign(
                    as: name, at: UInt64(max(0, now.secondsSince1970)),
                    with: core.identity.signingKey)
                try copy.keep(checkpoint)
            }
            let receipt = Receipt(
                for: checkpoint.checkpoint, missing: missing, at: now,
                signedBy: core.identity.signingKey, as: name)
            return try ReceiptWithCheckpoint(
                receipt: receipt.note.encoded, checkpoint: checkpoint.encoded, by: core.card)
        }
        person.receiptGiven = given
        people[person.card.fingerprint] = person
        try core.write(people)
        return given
    }
}
