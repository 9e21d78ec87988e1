import DurableFiles
import SystemPackage
import TransparencyLog

extension Journal {
    /// Goes on without the leaves before an index: from the frontier there, as if the log had begun with it.
    ///
    /// What is kept goes into a new segment; then the head says that the journal begins there; then the
    /// segments before it are removed. Whatever happens in between, the journal is the old one or the new
    /// one.
    ///
    /// - Throws: ``JournalError/damaged(_:)`` where what is to be kept is damaged;
    ///   ``JournalError/tooLarge`` where more than 64 MiB would have to be kept; ``JournalError/file(_:)``.
    package mutating func forget(before index: UInt64) throws(JournalError) {
        if let refusal { throw refusal }
        precondition(index <= state.frontier.size, "what is not there yet cannot be forgotten")
        guard index > forgottenCount else { return }
        let kept = try entries(from: index)
        let first = head.nextFrame
        var next = first
        let number = head.segment + 1
        var segment = Segment.header(number, firstFrame: first)
        for entry in kept {
            segment += Frame.encode(entry.encoded, number: next, log: log, keys: place.keys)
            next += 1
            guard segment.count <= 64 << 20 else { throw .tooLarge }
        }
        try requireNoSegment(number)
        refusal = .mustReopen
        try onDisk { () throws(FileError) in
            try place.files.replaceAtomically(place.path(ofSegment: number), with: segment.span)
        }
        head.firstSegment = number
        head.forgottenCount = index
        head.segment = number
        head.end = Int64(segment.count)
        head.nextFrame = next
        try place.write(head)
        refusal = nil
        try removeForgottenSegments()
    }

    /// The entries with the leaves from an index on. There is always one, which says where it begins.
    private borrowing func entries(from index: UInt64) throws(JournalError) -> [JournalEntry] {
        var kept: [JournalEntry] = []
        let damage = try forEachEntry { entry, end in
            guard end.size > index else { return }
            kept.append(entry.firstIndex < index ? entry.cut(at: index) : entry)
        }
        if let lost = damage.first(where: { $0.entries.upperBound > index }) {
            throw .damaged(lost)
        }
        if kept.isEmpty {
            kept.append(
                JournalEntry(start: state.frontier, leaves: [], checkpoint: state.checkpoint))
        }
        guard kept[0].firstIndex == index else {
            throw .damaged(place.headDamage(.firstEntryMissing))
        }
        return kept
    }

    /// Removes the segments before the first one, which a crash may have left.
    mutating func removeForgottenSegments() throws(JournalError) {
        guard head.firstSegment > 1 else { return }
        let (place, first) = (place, head.firstSegment)
        try whereWritable { () throws(JournalError) in
            try onDisk { () throws(FileError) in
                let forgotten = try place.files.names(in: place.folder).filter {
                    Segment.number(inName: $0).map { $0 < first } ?? false
                }
                for name in forgotten { try place.files.remove(place.folder.appending(name)) }
                if !forgotten.isEmpty { try place.files.syncFolder(place.folder) }
            }
        }
    }
}

extension JournalEntry {
    /// The entry from an index within it on.
    fileprivate func cut(at index: UInt64) -> JournalEntry {
        let all = leaves.array
        var frontier = start
        let count = Int(index - firstIndex)
        for leaf in all[..<count] { frontier.append(MerkleTree.leafHash(of: leaf)) }
        return JournalEntry(
            start: frontier, leaves: Array(all[count...]), checkpoint: checkpoint)
    }
}
