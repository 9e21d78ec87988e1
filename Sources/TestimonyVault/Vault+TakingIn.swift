import AgeFile
import DurableFiles
import Handoff
import SafeSodium
import Statements
import StrictTar
import SystemPackage
import TransparencyLog

extension Vault {
    /// Reads every bundle in the folder that is for this vault and was not read before.
    mutating func takeIn(
        _ folder: HandoffFolder, _ book: inout BundleBook, _ report: inout SyncReport
    ) throws(VaultError) {
        let own = Set(book.written.map(\.id))
        var waiting = try asVault { try folder.bundles() }.filter { !own.contains($0) }
        // Bundles come in any order: one that waits for an earlier one is tried again after the
        // others.
        while true {
            var gaps: [(id: ObjectID, gap: LogCopy.Gap)] = []
            for id in waiting {
                do {
                    try takeIn(id, folder, &book, &report)
                } catch let gap as LogCopy.Gap {
                    gaps.append((id, gap))
                } catch {
                    let isOfBundle = (error as? FileError)?.path == folder.file(id)
                    let error = VaultError(error)
                    // The vault's own trouble stops everything; a bundle's stops that bundle.
                    let stops = [.interrupted, .damaged, .disk].contains(error.kind)
                    if error.kind == .interrupted { throw error }
                    if stops, !isOfBundle { throw error.about("\(id).age") }
                    report.add(problem: "\(id).age", error)
                }
            }
            guard gaps.count < waiting.count, !gaps.isEmpty else {
                for (id, gap) in gaps {
                    report.problems.append(
                        .init(
                            subject: "\(id).age",
                            message: "it waits for an earlier bundle: entries \(gap.have + 1) to "
                                + "\(gap.stretchStart) of its writer's journal have not come"))
                }
                return
            }
            waiting = gaps.map(\.id)
        }
    }

    private mutating func takeIn(
        _ id: ObjectID, _ folder: HandoffFolder, _ book: inout BundleBook,
        _ report: inout SyncReport
    ) throws {
        let source = try FileSource(
            try core.files.openForReading(folder.file(id)), "taking in", core.surroundings)
        var age: AgeReader<FileSource>
        do {
            age = try AgeReader(source, identities: [core.identity.openingIdentity])
        } catch AgeError.noMatch, AgeError.passphraseNeeded {
            report.forOthersCount += 1
            return
        }
        var bundle = BundleReader(BundleIntake(core, people, book))
        var failure: (any Error)?
        do {
            try Self.readAll(&age, &bundle)
        } catch is BundleIntake.AlreadyTaken {
            report.alreadyTakenCount += 1
            return
        } catch {
            failure = error
        }
        try keep(bundle.receiver.preamble, bundle.receiver.outcome, &report)
        if let preamble = bundle.receiver.preamble {
            var taken = SyncReport.TakenBundle(
                bundle: preamble.manifest.bundle,
                writer: people[preamble.card.fingerprint]?.card.name ?? preamble.card.name,
                device: preamble.card.key.name,
                isWriterEnrolled: people[preamble.card.fingerprint]?.isEnrolled ?? false)
            taken.recordCount = bundle.receiver.newRecords.count
            taken.attachmentCount = bundle.receiver.newAttachmentCount
            report.taken.append(taken)
            for problem in bundle.receiver.problems {
                report.problems.append(
                    .init(subject: "\(id).age, object \(problem.id)", message: problem.message))
            }
            try check(bundle.receiver.newRecords, of: preamble.card, &report)
        }
        if let failure { throw failure }
        guard let preamble = bundle.receiver.preamble else { return }
        if let receipt = preamble.receipt {
            try takeReceipt(receipt, from: preamble.card, &report)
        }
        try append([
            Leaf(
                .received, preamble.manifest.bundle, preamble.manifest.hash,
                at: core.surroundings.now())
        ])
        // A bundle with objects that were put aside is read again: another copy of it may be whole.
        guard bundle.receiver.problems.isEmpty else { return }
        book.take(preamble.manifest.hash)
        try core.write(book)
    }

    private static func readAll(
        _ age: inout AgeReader<FileSource>, _ bundle: inout BundleReader<BundleIntake>
    ) throws {
        var tar = TarReader()
        var byteCount: UInt64 = 0
        while try age.readChunk({ chunk in
            byteCount += UInt64(chunk.count)
            try tar.feed(chunk, to: &bundle)
        }) {}
        do {
            try tar.finish()
        } catch {
            throw BundleError.archive(error)
        }
        try bundle.requireEnd()
        guard byteCount == bundle.archivedByteCount.map(Padding.paddedByteCount) else {
            throw VaultError(.refused, "its padding is not as it should be")
        }
    }

    /// Remembers the writer, and what became of their leaves.
    private mutating func keep(
        _ preamble: BundlePreamble?, _ outcome: LogCopy.Outcome?, _ report: inout SyncReport
    ) throws {
        guard let preamble, role == .coordinator else { return }
        let fingerprint = preamble.card.fingerprint
        let known = people[fingerprint]
        var person = known ?? Person(card: preamble.card, isEnrolled: false)
        switch outcome {
        case .taken, nil: break
        case .contradicts(let index):
            person.fault =
                "from entry \(index + 1) on it is not the journal that was seen before: a restored "
                + "backup or a second copy of the laptop is in use, or it was altered"
        }
        if let fault = person.fault {
            report.problems.append(
                .init(subject: "the journal of \(person.card.name)", message: fault))
        }
        guard known == nil || person.fault != known?.fault else { return }
        people[fingerprint] = person
        try core.write(people)
    }

    /// Opens new records, and names those that do not pass their checks.
    private func check(
        _ records: [ObjectID], of card: Card, _ report: inout SyncReport
    ) throws {
        let opener = RecordOpener(core, people)
        for id in records {
            let path = core.receivedObject(id, ofDevice: card.key.name)
            do {
                _ = try opener.record(id, at: path, device: card.key.name)
            } catch {
                if error.kind == .interrupted { throw error }
                report.add(problem: "record \(id)", error)
            }
        }
    }

    /// Takes a receipt for this vault's own log.
    ///
    /// - Throws: ``VaultError`` of the kind `damaged` where the receipt shows that this vault's own
    ///   journal went back: then nothing more may be signed.
    private mutating func takeReceipt(
        _ receipt: (note: [UInt8], checkpoint: [UInt8]), from card: Card,
        _ report: inout SyncReport
    ) throws {
        guard var person = people[card.fingerprint], person.isEnrolled,
            person.card.role == .coordinator
        else {
            throw VaultError(.refused, "its receipt is not by an enrolled coordinator")
        }
        let taken = try ReceiptWithCheckpoint(
            receipt: receipt.note, checkpoint: receipt.checkpoint, by: card)
        guard taken.receipt.log == core.card.key.name else {
            throw VaultError(.refused, "its receipt is for another device")
        }
        // A head that this vault never signed says nothing about its own log.
        do {
            try taken.checkpoint.verify(by: core.card.key)
        } catch {
            throw VaultError(.refused, "its receipt speaks of a head that this vault did not sign")
        }
        try requireOwnLog(reaches: taken.receipt, by: card)
        if let earlier = person.receiptTaken, !taken.receipt.replaces(earlier.receipt) { return }
        try append([
            Leaf(
                .acknowledged, card.fingerprint.shortID, taken.receipt.hash,
                at: core.surroundings.now())
        ])
        person.receiptTaken = taken
        people[card.fingerprint] = person
        try core.write(people)
        report.receipts.append(
            .init(
                coordinator: person.card.name, size: taken.receipt.size,
                missingCount: taken.receipt.missing.count))
    }

    private mutating func requireOwnLog(
        reaches receipt: Receipt, by card: Card
    ) throws(VaultError) {
        let leaves = try leaves()
        var frontier = Frontier()
        for leaf in leaves.prefix(Int(clamping: receipt.size)) {
            frontier.append(MerkleTree.leafHash(of: leaf.encoded))
        }
        guard frontier.size == receipt.size, frontier.root == receipt.root else {
            throw VaultError(
                .damaged,
                "\(card.name) has signed for \(receipt.size) entries of this vault's journal, "
                    + "which has \(leaves.count) and does not agree: this vault is a restored "
                    + "backup, or a second copy of it is in use",
                hint: "stop using this copy, and tell the coordinator; nothing was signed")
        }
    }
}
