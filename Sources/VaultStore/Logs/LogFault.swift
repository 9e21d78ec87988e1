import Outside
import Statements
import TransparencyLog

/// How a device's journal contradicts what was seen of it before. It is never cosigned from then on.
///
/// Source: the page *The log, checkpoints and receipts*, "Faults".
public struct LogFault: Hashable, Sendable {
    /// What it looks like. Which of the causes it is, only people can find out.
    public enum Kind: String, Sendable, Encodable {
        /// It is shorter than it was, and goes on in another way.
        case wentBack
        /// It is longer, and goes on in another way than it did before.
        case forked
        /// One entry is another, and later ones are the same.
        case altered
        /// Two heads of one size are signed.
        case twoHeads
        /// Something before the entries that came is not as it was; only that is known.
        case unlikeBefore
    }

    /// What it looks like.
    public let kind: Kind
    /// How many entries had been seen.
    public let seenSize: UInt64
    /// How many entries the journal that contradicts has.
    public let offeredSize: UInt64
    /// Among these entries, counted from 0, is the first that is not the same.
    public let entries: Range<UInt64>
    /// When that entry was made, as the device's clock has it; nil where the entry is not known.
    public let time: String?

    /// An entry of the offered stretch is not the one that was seen.
    init(at index: UInt64, seen: [Leaf], offered: [Leaf], seenSize: UInt64, offeredSize: UInt64) {
        self.seenSize = seenSize
        self.offeredSize = offeredSize
        entries = index..<index + 1
        time = (offered.first?.time).map { "\($0)" }
        if zip(seen, offered).contains(where: ==) {
            kind = .altered
        } else if offeredSize == seenSize {
            kind = .twoHeads
        } else {
            kind = offeredSize < seenSize ? .wentBack : .forked
        }
    }

    /// The leaves before the offered stretch are others.
    init(before entries: Range<UInt64>, seenSize: UInt64, offeredSize: UInt64) {
        kind = .unlikeBefore
        self.entries = entries
        self.seenSize = seenSize
        self.offeredSize = offeredSize
        time = nil
    }
}

extension LogFault: Error {}

extension LogFault: Encodable {
    private enum Key: CodingKey {
        case kind, seen, offered, firstEntry, lastEntry, time, message
    }

    /// For programs: entries are counted from 1, as people count them.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(kind, forKey: .kind)
        try container.encode(seenSize, forKey: .seen)
        try container.encode(offeredSize, forKey: .offered)
        try container.encode(entries.lowerBound + 1, forKey: .firstEntry)
        try container.encode(entries.upperBound, forKey: .lastEntry)
        try container.encodeIfPresent(time, forKey: .time)
        try container.encodeIfPresent(
            ReasonWords.message(of: StoreReason.logFault(self), for: encoder), forKey: .message)
    }
}
