import AgeFile
import DurableFiles
import Handoff
import SafeSodium
import Statements
import StrictTar
import SystemPackage
import TransparencyLog

extension Vault {
    /// Reads every bundle in the folder that is for this vault and was not read before, in whatever order
    /// they came.
    mutating func takeIn(
        _ folder: HandoffFolder, _ book: inout BundleBook, _ report: inout SyncReport
    ) throws(VaultError) {
        let own = Set(book.written.map(\.id))
        for id in try asVault({ try folder.bundles() }) where !own.contains(id) {
            do {
                try takeIn(id, folder, &book, &report)
            } catch let trouble as BundleIntake.Trouble {
                if trouble.error.kind == .damaged { add(trouble.error) }
                report.add(problem: "\(id).age", trouble.error)
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
    }

    private mutating func takeIn(
        _ id: ObjectID, _ folder: HandoffFolder, _ book: inout BundleBook,
        _ report: inout SyncReport
    ) throws {
        let file = try core.files.openForReading(folder.file(id))
        let byteCount = try file.status().byteCount
        let source = try FileSource(file, "taking in", core.surroundings)
        var age: AgeReader<FileSource>
        do {
            age = try AgeReader(source, identities: [core.identity.openingIdentity])
        } catch AgeError.noMatch, AgeError.passphraseNeeded {
            report.forOthersCount += 1
            return
        }
        var bundle = BundleReader(BundleIntake(core, people, book, byteCount: byteCount))
        var failure: (any Error)?
        do {
            try Self.readAll(&age, &bundle)
        } catch is BundleIntake.AlreadyTaken {
            report.alreadyTakenCount += 1
            return
        } catch {
            failure = error
        }
        try keep(bundle.receiver.preamble, bundle.receiver.copy, &report)
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

    /// Remembers the writer, and says what is wrong with their journal.
    private mutating func keep(
        _ preamble: BundlePreamble?, _ copy: LogCopy?, _ report: inout SyncReport
    ) throws {
        guard let preamble, role == .coordinator else { return }
        if let copy {
            add(copy.damage)
            if let fault = copy.log.fault {
                let person = people[preamble.card.fingerprint]?.card ?? preamble.card
                report.add(problem: "the journal of \(person.quotedName)", fault)
            }
        }
        guard people[preamble.card.fingerprint] == nil else { return }
        people[preamble.card.fingerprint] = Person(card: preamble.card)
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
    private mutating func takeReceipt(
        _ receipt: (note: [UInt8], checkpoint: [UInt8]), from card: Card,
        _ report: inout SyncReport
    ) throws {
        guard var person = people[card.fingerprint] else {
            throw VaultError(.refused, "its receipt is not by an enrolled coordinator")
        }
        let taken = try ownReceipt(receipt, by: person)
        guard try logHas(taken.receipt) else {
            throw VaultError(.refused, "its receipt is for another journal than this vault has")
        }
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
}
