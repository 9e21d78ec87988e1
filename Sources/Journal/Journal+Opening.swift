import DurableFiles
import SystemPackage
import TransparencyLog

/// What opening does about what a crash left: after the head, and beside the segments that it names.
extension Journal {
    /// Takes whole frames that lie after the head, and cuts off a torn one.
    mutating func recoverTail() throws(JournalError) {
        let start = head.end
        let tail = try place.readTail(ofSegment: head.segment, from: start)
        var offset = 0
        while true {
            switch Frame.read(
                tail, at: offset, end: tail.count, number: head.nextFrame, log: log,
                keys: place.keys)
            {
            case .end:
                if head.end != start { try mend() }
                return
            case .entry(let bytes, let byteCount):
                guard let entry = JournalEntry(parsing: bytes),
                    let state = entry.state(ofLog: log),
                    entry.start == head.state.frontier || !place.isGapless
                else {
                    throw .damaged(place.damage(head.segment, head.end, .entryAltered))
                }
                if entry.start == head.state.frontier { head.state = state }
                offset += byteCount
                head.end += Int64(byteCount)
                head.nextFrame += 1
            case .broken(let flaw):
                cutTail = place.damage(head.segment, head.end, flaw)
                try mend()
                return
            }
        }
    }

    /// Looks at a segment that the head does not know yet. One that goes on where the log ends is taken, as frames
    /// after the head are; one that was made and never named by the head (a crash came while entries were
    /// forgotten, or before its first frame) is removed.
    mutating func settleNextSegment() throws(JournalError) {
        let (place, number) = (place, head.segment + 1)
        let path = place.path(ofSegment: number)
        guard try onDisk({ () throws(FileError) in try place.files.status(of: path) }) != nil else {
            return
        }
        let segment = try place.readSegment(number)
        let expected = Segment.Header.whole(number: number, firstFrame: head.nextFrame)
        guard Segment.header(of: segment) == expected else { return }
        let first = Frame.read(
            segment, at: Segment.headerByteCount, end: segment.count, number: head.nextFrame,
            log: log, keys: place.keys)
        if case .entry(let bytes, _) = first, let entry = JournalEntry(parsing: bytes),
            entry.start == head.state.frontier, entry.leaves.count > 0
        {
            head.segment = number
            head.end = Int64(Segment.headerByteCount)
            try recoverTail()
            return try settleNextSegment()
        }
        try whereWritable { () throws(JournalError) in
            try onDisk { () throws(FileError) in
                try place.files.remove(path)
                try place.files.syncFolder(place.folder)
            }
        }
    }

    /// Mends something on the disk. Where it is read-only the journal can be read, and takes nothing.
    mutating func whereWritable(_ mend: () throws(JournalError) -> Void) throws(JournalError) {
        do {
            try mend()
        } catch {
            guard case .file(let failure) = error, failure.errno == .readOnlyFileSystem else {
                throw error
            }
            refusal = error
        }
    }

    /// Writes what opening found: cuts off what is after the last whole frame, and moves the head on.
    mutating func mend() throws(JournalError) {
        let (place, head) = (place, head)
        try whereWritable { () throws(JournalError) in
            // Also where nothing is cut: whoever wrote these frames may not have come to sync them.
            try Self.cut(place.path(ofSegment: head.segment), to: head.end, place.files)
            try place.write(head)
        }
    }

    private static func cut(
        _ path: FilePath, to end: Int64, _ files: Files
    ) throws(JournalError) {
        try onDisk { () throws(FileError) in
            var segment = try files.openForAppending(path)
            try segment.cut(to: end)
            try segment.sync()
        }
    }
}
