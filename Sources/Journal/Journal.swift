import DurableFiles
import TransparencyLog

/// The durable, encrypted, append-only log of one device.
///
/// It keeps the leaves and the signed checkpoints that it is given; it signs nothing and knows no
/// kind of leaf. An append is durable when it returns: frame, fdatasync, then the head. Opening
/// reads the head and what lies behind it, however long the log is.
///
/// The caller holds the vault's lock: there is one writer.
package struct Journal: ~Copyable {
    /// The device whose log it is; the origin of its checkpoints.
    package let log: String

    private let place: JournalPlace
    private var head: JournalHead
    private var isBroken = false

    /// Bytes of a write that never finished, which opening cut off; nil where there were none.
    package private(set) var cutTail: JournalDamage?

    /// The state behind the last leaf.
    package var state: LogState { head.state }

    /// Makes a new journal with its first leaves (none, for a new log) and the checkpoint behind
    /// them.
    package static func create(
        at place: JournalPlace, log: String, leaves: [[UInt8]] = [], state: LogState
    ) throws(JournalError) {
        precondition(
            state.frontier.size == UInt64(leaves.count),
            "a checkpoint covers exactly the leaves before it")
        let entry = JournalEntry(firstIndex: 0, leaves: leaves, state: state)
        let encoded = entry.encoded
        guard encoded.count <= JournalEntry.maximumByteCount else { throw .tooLarge }
        let frame = Frame.encode(encoded, number: 0, log: log, keys: place.keys)
        let segment = Segment.header(1) + frame
        try onDisk { () throws(FileError) in
            try place.files.makeFolder(place.folder)
            try place.files.replaceAtomically(place.path(ofSegment: 1), with: segment.span)
        }
        try place.write(
            JournalHead(segment: 1, end: Int64(segment.count), nextFrame: 1, state: entry.state))
    }

    /// Opens a journal; nil where there is none.
    ///
    /// - Throws: ``JournalError/damaged(_:)`` where the head, or anything between it and the
    ///   segment's end, shows damage that a torn write does not explain.
    package static func open(
        at place: JournalPlace, log: String
    ) throws(JournalError) -> Journal? {
        if let head = try place.readHead() {
            var journal = Journal(log: log, place: place, head: head)
            try journal.recoverTail()
            return journal
        }
        guard try place.hasSegments() else { return nil }
        let head = try finishedCreation(at: place, log: log)
        try place.write(head)
        return Journal(log: log, place: place, head: head)
    }

    /// The head that a creation did not come to write: that of one segment with one frame. Where
    /// there is more than that, a head was there and is lost.
    private static func finishedCreation(
        at place: JournalPlace, log: String
    ) throws(JournalError) -> JournalHead {
        let segment = try place.readSegment(1)
        let rest = segment[Segment.headerByteCount...]
        guard
            case .entry(let bytes, let byteCount) = Frame.read(
                rest, number: 0, log: log, keys: place.keys),
            byteCount == rest.count, let entry = JournalEntry(parsing: bytes), entry.firstIndex == 0
        else { throw .damaged(place.headDamage("it is missing, and the journal is there")) }
        return JournalHead(
            segment: 1, end: Int64(segment.count), nextFrame: 1, state: entry.state)
    }

    /// Opens a journal to be read only: nothing is mended, and what lies behind the head is left
    /// alone. nil where there is none.
    package static func read(
        at place: JournalPlace, log: String
    ) throws(JournalError) -> Journal? {
        guard let head = try place.readHead() else {
            guard try place.hasSegments() else { return nil }
            throw .damaged(place.headDamage("it is missing, and the journal is there"))
        }
        var journal = Journal(log: log, place: place, head: head)
        journal.isBroken = true
        return journal
    }

    private init(log: String, place: JournalPlace, head: JournalHead) {
        self.log = log
        self.place = place
        self.head = head
    }

    /// Appends leaves together, and makes them durable.
    ///
    /// - Parameter state: the frontier behind the leaves, and its checkpoint.
    /// - Throws: ``JournalError/file(_:)``; after a failed write or sync only
    ///   ``JournalError/mustReopen``.
    package mutating func append(
        _ leaves: [[UInt8]], state: LogState
    ) throws(JournalError) {
        if isBroken { throw .mustReopen }
        precondition(
            state.frontier.size == head.state.frontier.size + UInt64(leaves.count),
            "a checkpoint covers exactly the leaves before it")
        isBroken = true
        let entry = JournalEntry(
            firstIndex: head.state.frontier.size, leaves: leaves, state: state)
        let encoded = entry.encoded
        guard encoded.count <= JournalEntry.maximumByteCount else {
            isBroken = false
            throw .tooLarge
        }
        let frame = Frame.encode(
            encoded, number: head.nextFrame, log: log, keys: place.keys)
        if head.end > Segment.byteCountToFollow { try beginSegment(head.segment + 1) }

        let path = place.path(ofSegment: head.segment)
        var segment = try onDisk { () throws(FileError) in try place.files.openForAppending(path) }
        guard segment.byteCount == head.end else {
            throw .damaged(place.damage(head.segment, segment.byteCount, "it changed while open"))
        }
        do {
            try segment.append(frame.span)
        } catch {
            // A full disk: what was written is behind the head, so it may be cut off at once.
            if (try? segment.cut(to: head.end)) != nil { isBroken = false }
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
        isBroken = false
    }

    private mutating func beginSegment(_ number: UInt64) throws(JournalError) {
        let header = Segment.header(number)
        try onDisk { () throws(FileError) in
            try place.files.replaceAtomically(place.path(ofSegment: number), with: header.span)
        }
        head.segment = number
        head.end = Int64(header.count)
        try place.write(head)
    }

    // MARK: Opening

    /// Takes whole frames that lie behind the head, and cuts off a torn one.
    private mutating func recoverTail() throws(JournalError) {
        let start = head.end
        let segment = try place.readSegment(head.segment)
        guard segment.count >= Int(start) else {
            throw .damaged(
                place.damage(head.segment, Int64(segment.count), "it ends before its last frame"))
        }
        while true {
            let rest = segment[Int(head.end)...]
            switch Frame.read(rest, number: head.nextFrame, log: log, keys: place.keys) {
            case .end:
                if head.end != start { try place.write(head) }
                return
            case .entry(let bytes, let byteCount):
                guard let entry = JournalEntry(parsing: bytes),
                    entry.firstIndex == state.frontier.size
                else {
                    throw .damaged(
                        place.damage(head.segment, head.end, "an entry is not as it was written"))
                }
                head.end += Int64(byteCount)
                head.nextFrame += 1
                head.state = entry.state
            case .broken(let reason):
                cutTail = place.damage(head.segment, head.end, reason)
                try cut(to: head.end)
                if head.end != start { try place.write(head) }
                return
            }
        }
    }

    private func cut(to end: Int64) throws(JournalError) {
        let path = place.path(ofSegment: head.segment)
        try onDisk { () throws(FileError) in
            var segment = try place.files.openForAppending(path)
            try segment.cut(to: end)
            try segment.sync()
        }
    }
}

extension Journal {
    /// Goes through all entries from the first, in order, and checks how they hang together: frame
    /// numbers, indices, frontiers, and the size and root of each checkpoint. It does not check
    /// signatures.
    ///
    /// - Throws: ``JournalError/damaged(_:)`` at the first entry that is not as it was written; and
    ///   what `body` throws, through its result.
    package borrowing func forEachEntry(
        _ body: (JournalEntry) -> Void
    ) throws(JournalError) {
        var frontier = Frontier()
        var frame: UInt64 = 0
        for number in 1...head.segment {
            let segment = try place.readSegment(number)
            var offset = Segment.headerByteCount
            let end = number == head.segment ? Int(head.end) : segment.count
            guard segment.count >= end else {
                throw .damaged(
                    place.damage(number, Int64(segment.count), "it ends before its last frame"))
            }
            while offset < end {
                let finding = Frame.read(
                    segment[offset..<end], number: frame, log: log, keys: place.keys)
                guard case .entry(let bytes, let byteCount) = finding else {
                    var reason = "a frame is missing"
                    if case .broken(let what) = finding { reason = what }
                    throw .damaged(place.damage(number, Int64(offset), reason))
                }
                guard let entry = JournalEntry(parsing: bytes), entry.firstIndex == frontier.size
                else {
                    throw .damaged(
                        place.damage(number, Int64(offset), "an entry is not as it was written"))
                }
                for leaf in entry.leaves { frontier.append(MerkleTree.leafHash(of: leaf)) }
                guard entry.state.frontier == frontier, entry.state.isConsistent(log: log) else {
                    throw .damaged(
                        place.damage(
                            number, Int64(offset), "a checkpoint is not that of its leaves"))
                }
                body(entry)
                offset += byteCount
                frame += 1
            }
        }
        guard frame == head.nextFrame, frontier == head.state.frontier else {
            throw .damaged(
                place.damage(head.segment, head.end, "the head does not belong to the entries"))
        }
    }

    /// All leaves, in order.
    ///
    /// - Throws: as ``forEachEntry(_:)``.
    package borrowing func leaves() throws(JournalError) -> [[UInt8]] {
        var leaves: [[UInt8]] = []
        leaves.reserveCapacity(Int(head.state.frontier.size))
        try forEachEntry { leaves += $0.leaves }
        return leaves
    }
}

extension LogState {
    /// Whether the checkpoint is of this log, and has the frontier's size and root.
    fileprivate func isConsistent(log: String) -> Bool {
        guard let note = try? SignedNote(parsing: checkpoint, limit: 16 << 10),
            let checkpoint = try? Checkpoint(parsing: note.text)
        else { return false }
        return checkpoint.origin == log && checkpoint.size == frontier.size
            && checkpoint.root == frontier.root
    }
}
