import AtRest
import SystemPackage
import TransparencyLog

/// The box `head` of a journal: what was forgotten before it, how far it is known to be durable, and the
/// state of the log there.
///
/// ```
/// first segment that is kept (8) || number of leaves that were forgotten (8)
/// || segment (8) || end of its last durable frame (8) || number of the next frame (8)
/// || size (8) || number of hashes (1) || frontier || length (4) || checkpoint
/// ```
/// It makes opening independent of the log's length, and tells a torn tail (after this place) from
/// damage (before it). Source: the page *The vault's folder*, "Journal".
struct JournalHead: Hashable, Sendable {
    var firstSegment: UInt64 = 1
    var forgottenCount: UInt64 = 0
    var segment: UInt64
    var end: Int64
    var nextFrame: UInt64
    var state: LogState

    var encoded: [UInt8] {
        var writer = ByteWriter()
        writer.put(firstSegment)
        writer.put(forgottenCount)
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
        guard let firstSegment = reader.number(UInt64.self), firstSegment >= 1,
            let forgottenCount = reader.number(UInt64.self),
            let segment = reader.number(UInt64.self), segment >= firstSegment,
            let end = reader.number(UInt64.self).flatMap(Int64.init(exactly:)),
            end >= Int64(Segment.headerByteCount),
            let nextFrame = reader.number(UInt64.self),
            let state = LogState(from: &reader), reader.isAtEnd,
            forgottenCount <= state.frontier.size
        else { return nil }
        self.init(segment: segment, end: end, nextFrame: nextFrame, state: state)
        self.firstSegment = firstSegment
        self.forgottenCount = forgottenCount
    }
}
