import TransparencyLog
package import Statements

// Which objects of a log are meant for whom. Source: the page *The log, checkpoints and receipts*, "Receipt".

extension Sequence where Element == IndexedLeaf {
    /// The objects that are meant for somebody: those after the last leaf by which they were enrolled. What was
    /// sealed before that, was not sealed to them.
    ///
    /// - Parameter enrolled: whether they were enrolled before the first of these leaves, or may have been.
    package func objects(
        meantFor fingerprint: Fingerprint, enrolledBefore enrolled: Bool
    ) -> [IndexedLeaf] {
        var isEnrolled = enrolled
        var objects: [IndexedLeaf] = []
        let id = fingerprint.shortID
        for indexed in self {
            if indexed.leaf.kind == .enrolled, indexed.leaf.object == id {
                isEnrolled = true
                objects = []
            }
            if isEnrolled, indexed.leaf.namesObject { objects.append(indexed) }
        }
        return objects
    }

    /// The objects that were sealed to somebody: those after the leaf by which this vault enrolled them.
    package func objects(meantFor person: Person) -> [IndexedLeaf] {
        guard let start = person.enrolledAt else { return [] }
        return filter { $0.index > start && $0.leaf.namesObject }
    }
}

extension KnownLog {
    /// What of the objects in a log is meant for a coordinator. Where they were enrolled before anything that is
    /// known, or the log contradicts itself, all may be.
    package func objects(meantFor fingerprint: Fingerprint) -> [IndexedLeaf] {
        leaves.objects(
            meantFor: fingerprint, enrolledBefore: (pieces.first?.start.size ?? 0) > 0)
            // What a contradicting history names came too, and is kept.
            + branchLeaves.filter(\.leaf.namesObject)
    }

    /// Entries that a coordinator would have to know, to say what is meant for them among the first `size`;
    /// nil where all is known.
    package func missingEntries(
        for fingerprint: Fingerprint, upTo size: UInt64
    ) -> Range<UInt64>? {
        let piece = pieces.last { $0.start.size < size }
        guard let piece, piece.end.size >= size else { return (piece?.end.size ?? 0)..<size }
        let isEnrolled = piece.hasEnrolled(fingerprint.shortID, before: size)
        if piece.start.size == 0 || isEnrolled { return nil }
        let before = pieces.last { $0.end.size < piece.start.size }
        return (before?.end.size ?? 0)..<piece.start.size
    }
}
