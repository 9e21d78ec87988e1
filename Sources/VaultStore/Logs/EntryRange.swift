/// Entries of a journal, as people count them, from 1.
public struct EntryRange: Hashable, Sendable, Encodable {
    /// The number of the first.
    public let first: UInt64
    /// The number of the last.
    public let last: UInt64

    /// - Parameter indices: of leaves, from 0; at least one.
    package init(_ indices: Range<UInt64>) {
        first = indices.lowerBound + 1
        last = indices.upperBound
    }
}
