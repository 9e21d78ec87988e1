import AtRest
import SystemPackage
import TransparencyLog

/// The box `head` of a journal: how far it is known to be durable, and the state of the log there.
///
/// ```
/// segment (8) || end of its last durable frame (8) || number of the next frame (8)
/// || number of hashes (1) || frontier || length (4) || checkpoint
/// ```
/// It makes opening independent of the log's length, and tells a torn tail (behind this place) from
/// damage (before it). Source: the page *The vault's folder*, "Journal".
struct JournalHead: Hashable, Sendable {
    var segment: UInt64
    var end: Int64
    var nextFrame: UInt64
    var state: LogState

    var encoded: [UInt8] {
        var writer = ByteWriter()
        writer.put(segment)
        writer.put(UInt64(end))
        writer.put(nextFrame)
        state.encode(to: &writer)
        return writer.bytes
    }

    init(segment: UInt64, end: Int64, nextFrame: UInt64, state: LogState) {
        self.segment = segment
        self.end = end
        self.nextFrame = nextFrame
        self.state = state
    }

    init?(parsing bytes: [UInt8]) {
        var reader = ByteReader(bytes)
        guard let segment = reader.number(UInt64.self), segment >= 1,
            let end = reader.number(UInt64.self).flatMap(Int64.init(exactly:)),
            end >= Int64(Segment.headerByteCount),
            let nextFrame = reader.number(UInt64.self),
            let state = LogState(from: &reader), reader.isAtEnd
        else { return nil }
        self.init(segment: segment, end: end, nextFrame: nextFrame, state: state)
    }
}
