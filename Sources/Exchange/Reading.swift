import AgeFile
import DurableFiles
import Envelope
import Handoff
import Outside
import Statements
import StrictTar
import SystemPackage
import VaultStore

/// Reads every bundle in a folder that is for this vault and was not read before, in whatever order they came. Nothing
/// is signed for it.
struct Reading {
    let folder: HandoffFolder
    /// The bundles that were taken in, and those that were read whole now: a second copy is not read again.
    private var book: BundleBook
    private(set) var arrivals: [Arrival] = []
    /// What was read of other devices' logs, by device.
    private(set) var copies: [String: LogCopy] = [:]
    private(set) var report = SyncReport()

    init(folder: HandoffFolder, book: BundleBook) {
        self.folder = folder
        self.book = book
    }

    /// - Throws: ``VaultError``: `interrupted`, `damaged`, `disk`: the vault's own trouble stops everything, that of a
    ///   bundle stops the bundle. What was read by then is there.
    mutating func readAll(_ store: inout Store) throws(VaultError) {
        let own = Set(book.written.map(\.id))
        try read(try folder.bundles().filter { !own.contains($0) }, &store)
        // What a coordinator sealed anew may have come before the entry that says so.
        guard
            arrivals.contains(where: { $0.card.role == .coordinator && !$0.bundle.leaves.isEmpty })
        else { return }
        for early in arrivals where !early.problems.isEmpty && early.failure == nil {
            arrivals.removeAll { $0.id == early.id }
            try read([early.id], &store)
            if let place = arrivals.firstIndex(where: { $0.id == early.id }) {
                arrivals[place] = arrivals[place].withNew(of: early)
            }
        }
    }

    private mutating func read(_ bundles: [ObjectID], _ store: inout Store) throws(VaultError) {
        for id in bundles {
            do {
                try read(id, &store)
            } catch let trouble as BundleIntake.Trouble {
                if trouble.error.kind == .damaged { store.note(trouble.error) }
                report.add(trouble.error.about(.bundle(id)))
            } catch {
                let isOfBundle = (error as? FileError)?.path == folder.file(id)
                let error = VaultError(wrapping: error).about(.bundle(id))
                let stops = [.interrupted, .damaged, .disk, .fault].contains(error.kind)
                if error.kind == .interrupted || (stops && !isOfBundle) { throw error }
                report.add(error)
            }
        }
    }

    private mutating func read(_ id: ObjectID, _ store: inout Store) throws {
        let surroundings = store.surroundings
        let file = try surroundings.files.openForReading(folder.file(id))
        let byteCount = try file.status().byteCount
        let source = try FileSource(file, .takingIn, surroundings)
        var sealed: EnvelopeReader<FileSource>
        do {
            sealed = try EnvelopeReader(source, with: store.unlocked.opener)
        } catch AgeError.noMatch, AgeError.passphraseNeeded {
            report.forOthersCount += 1
            return
        }
        // Handed over, so that nothing of it is copied.
        let known = copies
        copies = [:]
        var bundle = BundleReader(
            BundleIntake(store, book, copies: known, byteCount: byteCount))
        var failure: (any Error)?
        do {
            try Self.readAll(&sealed, &bundle)
        } catch {
            failure = error
        }
        copies = bundle.receiver.copies
        if failure is BundleIntake.AlreadyTaken {
            report.alreadyTakenCount += 1
            return
        }
        if let preamble = bundle.receiver.preamble {
            let problems = bundle.receiver.problems.map {
                VaultError($0.reason, about: .objectInBundle(bundle: id, object: $0.id))
            }
            arrivals.append(
                Arrival(
                    id, preamble, notes: bundle.receiver.notes, new: bundle.receiver.new,
                    problems: problems, failure: failure.map(VaultError.init(wrapping:))))
        }
        if let failure { throw failure }
        if let preamble = bundle.receiver.preamble, bundle.receiver.problems.isEmpty {
            book.take(preamble.manifest.hash)
        }
    }

    private static func readAll(
        _ sealed: inout EnvelopeReader<FileSource>, _ bundle: inout BundleReader<BundleIntake>
    ) throws {
        var tar = TarReader()
        while try sealed.readChunk({ try tar.feed($0, to: &bundle) }) {}
        do {
            try tar.finish()
        } catch {
            throw BundleError.archive(error)
        }
        try bundle.requireEnd()
        guard let content = bundle.archivedByteCount else { throw BundleError.incomplete }
        try sealed.requirePadded(content: content)
    }
}
