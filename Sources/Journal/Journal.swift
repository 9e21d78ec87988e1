import DurableFiles
import SystemPackage
import TransparencyLog

/// A durable, encrypted, append-only log: a device's own, or the copy of another's.
///
/// It keeps the leaves and the signed checkpoints that it is given; it signs nothing and knows no
/// kind of leaf. An append is durable when it returns: frame, fdatasync, then the head. Opening
/// reads the head and what lies after it, however long the log is.
///
/// In a device's own journal every entry goes on where the one before it ended. In a copy, stretches lie
/// as they came.
///
/// The caller holds the vault's lock: there is one writer.
package struct Journal: ~Copyable {
    /// The device whose log it is; the origin of its checkpoints.
    package let log: String

    let place: JournalPlace
    var head: JournalHead
    /// Why nothing may be written; nil where it may. A journal that was opened to be read takes nothing, nor
    /// does one after a failed write, nor one that could not be mended on a read-only disk.
    var refusal: JournalError?

    /// Bytes of a write that never finished, which opening cut off; nil where there were none.
    package internal(set) var cutTail: JournalDamage?

    /// Whether it takes more entries.
    package var takesEntries: Bool { refusal == nil }

    /// The state after the last entry that went on where the one before it ended.
    package var state: LogState { head.state }

    /// How many leaves were forgotten: the index of the first that is kept.
    package var forgottenCount: UInt64 { head.forgottenCount }

    /// What ``create(at:log:_:)`` makes in its folder.
    package static var firstNames: Set<String> { [JournalPlace.headName, Segment.name(1)] }

    /// Makes a new journal with its first leaves (none, for a new log) and the checkpoint after
    /// them.
    package static func create(
        at place: JournalPlace, log: String, leaves: [[UInt8]] = [], state: LogState
    ) throws(JournalError) {
        try create(
            at: place, log: log,
            JournalEntry(start: Frontier(), leaves: leaves, checkpoint: state.checkpoint))
    }

    /// Makes a new journal with its first entry.
    package static func create(
        at place: JournalPlace, log: String, _ entry: JournalEntry
    ) throws(JournalError) {
        guard let state = entry.state(ofLog: log) else {
            preconditionFailure("a checkpoint covers exactly the leaves before it")
        }
        let encoded = entry.encoded
        guard encoded.count <= JournalEntry.maximumByteCount else { throw .tooLarge }
        let frame = Frame.encode(encoded, number: 0, log: log, keys: place.keys)
        let segment = Segment.header(1, firstFrame: 0) + frame
        try onDisk { () throws(FileError) in
            try place.files.makeFolder(place.folder)
            try place.files.replaceAtomically(place.path(ofSegment: 1), with: segment.span)
        }
        try place.write(
            JournalHead(segment: 1, end: Int64(segment.count), nextFrame: 1, state: state))
    }

    /// Opens a journal; nil where there is none.
    ///
    /// - Throws: ``JournalError/damaged(_:)`` where the head, or anything between it and the
    ///   segment's end, shows damage that a torn write does not explain.
    package static func open(
        at place: JournalPlace, log: String
    ) throws(JournalError) -> Journal? {
        if let head = try place.readHead(ofLog: log) {
            var journal = Journal(log: log, place: place, head: head)
            try journal.recoverTail()
            try journal.settleNextSegment()
            try journal.removeForgottenSegments()
            return journal
        }
        guard try place.hasSegments() else { return nil }
        var journal = Journal(
            log: log, place: place, head: try finishedCreation(at: place, log: log))
        try journal.mend()
        return journal
    }

    /// The head that a creation did not come to write: that of one segment with one frame. Where
    /// there is more than that, a head was there and is lost.
    private static func finishedCreation(
        at place: JournalPlace, log: String
    ) throws(JournalError) -> JournalHead {
        let segment = try place.readSegment(1)
        guard Segment.header(of: segment) == .whole(number: 1, firstFrame: 0),
            case .entry(let bytes, let byteCount) = Frame.read(
                segment, at: Segment.headerByteCount, end: segment.count, number: 0, log: log,
                keys: place.keys),
            Segment.headerByteCount + byteCount == segment.count,
            let entry = JournalEntry(parsing: bytes), let state = entry.state(ofLog: log)
        else { throw .damaged(place.headDamage(.headMissing)) }
        return JournalHead(segment: 1, end: Int64(segment.count), nextFrame: 1, state: state)
    }

    /// Opens a journal to be read only: nothing is mended, and what lies after the head is left
    /// alone. nil where there is none.
    package static func read(
        at place: JournalPlace, log: String
    ) throws(JournalError) -> Journal? {
        var head = try place.readHead(ofLog: log)
        if head == nil, try place.hasSegments() {
            head = try finishedCreation(at: place, log: log)
        }
        guard let head else { return nil }
        var journal = Journal(log: log, place: place, head: head)
        journal.refusal = .onlyRead
        return journal
    }

    private init(log: String, place: JournalPlace, head: JournalHead) {
        self.log = log
        self.place = place
        self.head = head
    }

    /// Appends leaves after the last one, and makes them durable.
    ///
    /// - Parameter state: the frontier after the leaves, and its checkpoint.
    /// - Throws: ``JournalError/file(_:)``; after a failed write or sync only
    ///   ``JournalError/mustReopen``.
    package mutating func append(
        _ leaves: [[UInt8]], state: LogState
    ) throws(JournalError) {
        if let refusal { throw refusal }
        precondition(
            state.frontier.size == head.state.frontier.size + UInt64(leaves.count),
            "a checkpoint covers exactly the leaves before it")
        try append(
            JournalEntry(
                start: head.state.frontier, leaves: leaves, checkpoint: state.checkpoint),
            state: state)
    }

    /// Appends a stretch wherever it lies in the log, to a copy, and makes it durable.
    ///
    /// - Throws: as ``append(_:state:)``.
    package mutating func append(_ entry: JournalEntry) throws(JournalError) {
        if let refusal { throw refusal }
        guard let state = entry.state(ofLog: log) else {
            preconditionFailure("a checkpoint covers exactly the leaves before it")
        }
        let goesOn = entry.start == head.state.frontier
        precondition(goesOn || !place.isGapless, "a device's own journal has no gaps")
        try append(entry, state: goesOn ? state : head.state)
    }

    private mutating func append(
        _ entry: JournalEntry, state: LogState
    ) throws(JournalError) {
        let encoded = entry.encoded
        guard encoded.count <= JournalEntry.maximumByteCount else { throw .tooLarge }
        refusal = .mustReopen
        let frame = Frame.encode(encoded, number: head.nextFrame, log: log, keys: place.keys)
        if head.end > Segment.byteCountToFollow { try beginSegment(head.segment + 1) }

        let path = place.path(ofSegment: head.segment)
        var segment = try onDisk { () throws(FileError) in try place.files.openForAppending(path) }
        guard segment.byteCount == head.end else {
            throw .damaged(place.damage(head.segment, segment.byteCount, .changedWhileOpen))
        }
        do {
            try segment.append(frame.span)
        } catch {
            // A full disk: what was written is after the head, so it may be cut off at once.
            if (try? segment.cut(to: head.end)) != nil { refusal = nil }
            throw .file(error)
        }
        do {
            try segment.sync()
        } catch {
            throw .file(error)  // never tried again
        }
        head.end += Int64(frame.count)
        head.nextFrame += 1
        head.state = state
        try place.write(head)
        refusal = nil
    }

    private mutating func beginSegment(_ number: UInt64) throws(JournalError) {
        let header = Segment.header(number, firstFrame: head.nextFrame)
        try requireNoSegment(number)
        try onDisk { () throws(FileError) in
            try place.files.replaceAtomically(place.path(ofSegment: number), with: header.span)
        }
        head.segment = number
        head.end = Int64(header.count)
        try place.write(head)
    }

    /// Whatever lies there, and was neither taken nor removed at opening, is not written over.
    func requireNoSegment(_ number: UInt64) throws(JournalError) {
        let (place, path) = (place, place.path(ofSegment: number))
        guard try onDisk({ () throws(FileError) in try place.files.status(of: path) }) != nil else {
            return
        }
        throw .damaged(place.damage(number, 0, .unknownSegment))
    }
}
