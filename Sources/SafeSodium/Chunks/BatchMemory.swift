// Where the bytes of a batch lie. What comes in lies behind, and each chunk comes out before what is
// still to be worked on. So nothing is moved, and a sealed chunk that does not open is still there:
//
//     while it is filled      |  front  |  in 0  |  in 1  |  in 2  |  in 3  |
//     after the first chunk   | out 0 |..........|  in 1  |  in 2  |  in 3  |
//     after the last          | out 0 | out 1 | out 2 | out 3 |.............|
//
// Before what is sealed there is room for what the batch before left over of a page of the file. A
// payload of less than a chunk is worked on in place, in less memory.

/// The memory of a batch: what comes in, and what it becomes.
struct BatchMemory: ~Copyable {
    /// What is done to the bytes.
    enum Work {
        case sealing
        case opening

        /// Bytes that come in with a whole batch.
        var inputByteCount: Int {
            ChunkFormat.batchChunkCount
                * (self == .sealing ? ChunkFormat.byteCount : ChunkFormat.sealedByteCount)
        }

        /// Room before what comes out.
        fileprivate var leftOverByteCount: Int { self == .sealing ? pageByteCount : 0 }

        /// A whole batch and a chunk: when sealed bytes come out, each tag needs its room too.
        fileprivate var wholeByteCount: Int {
            leftOverByteCount + ChunkFormat.byteCount
                + ChunkFormat.batchChunkCount * ChunkFormat.sealedByteCount
        }
    }

    private let work: Work
    private var buffer = WipedBuffer()
    /// Where what comes in begins.
    private var front = 0
    /// Where what comes out lies.
    private var place = 0..<0

    /// The bytes of a page of the file. A write that ends within one costs the system more.
    static let pageByteCount = 4096
    private static let firstByteCount = 16 * 1024

    init(for work: Work) {
        self.work = work
    }

    // MARK: Bytes in

    var inputByteCount: Int { buffer.count - front }

    /// Whether this is a whole batch.
    var isFull: Bool { inputByteCount == work.inputByteCount }

    /// How many bytes can come in yet. Where there is but one chunk, its tag has room behind it.
    private var roomByteCount: Int {
        let left = buffer.capacity - buffer.count
        return front > 0 ? left : max(0, left - ChunkFormat.tagByteCount)
    }

    /// Sees to it that there is room, while the batch is not whole: a little at first, where this may be
    /// all of the payload.
    mutating func makeRoom(isFirst: Bool) {
        guard roomByteCount == 0 else { return }
        let grown = max(Self.firstByteCount, buffer.capacity * 4)
        if isFirst, grown <= ChunkFormat.byteCount { return buffer.reserve(grown) }
        var whole = WipedBuffer()
        whole.reserve(work.wholeByteCount)
        whole.resize(to: work.wholeByteCount - work.inputByteCount)
        front = whole.count
        whole.append(buffer.bytes)
        buffer = whole
    }

    /// The room, to be filled in and then counted with ``extend(by:)``.
    var freeSpace: MutableSpan<UInt8> {
        @_lifetime(&self)
        mutating get { buffer.freeSpace(upTo: roomByteCount) }
    }

    mutating func extend(by count: Int) {
        precondition(count <= roomByteCount, "more was read than there is room")
        buffer.extend(by: count)
    }

    /// Forgets all bytes, and keeps the memory.
    mutating func removeAll() {
        let isWhole = buffer.capacity == work.wholeByteCount
        front = isWhole ? work.wholeByteCount - work.inputByteCount : 0
        buffer.resize(to: front)
        place = 0..<0
    }

    // MARK: Work

    /// The bytes that came in.
    var input: Span<UInt8> {
        @_lifetime(borrow self)
        borrowing get { buffer.bytes.extracting(droppingFirst: front) }
    }

    /// The bytes that came out, in one piece.
    var output: Span<UInt8> {
        @_lifetime(borrow self)
        borrowing get { buffer.bytes.extracting(place) }
    }

    private var outputStart: Int { front > 0 ? work.leftOverByteCount : 0 }

    /// Says how much came out.
    mutating func setOutput(byteCount: Int) {
        place = outputStart..<(outputStart + byteCount)
        if place.upperBound > buffer.count { buffer.resize(to: place.upperBound) }
    }

    /// Puts bytes before what came out: less than a page.
    mutating func putBeforeOutput(_ bytes: Span<UInt8>) {
        let start = place.lowerBound - bytes.count
        precondition(start >= 0, "there is no room for \(bytes.count) bytes")
        unsafe buffer.withPointer { memory in
            // SAFETY: before the output, within the buffer, as was just checked.
            unsafe bytes.withPointer {
                unsafe (memory + start).update(from: $0, count: bytes.count)
            }
        }
        place = start..<place.upperBound
    }

    /// Lends what came in, and the place where it shall come out.
    mutating func withPointers(
        _ body: (_ input: UnsafePointer<UInt8>, _ output: UnsafeMutablePointer<UInt8>) -> Void
    ) {
        let (front, start) = (front, outputStart)
        // SAFETY: so many bytes are within the buffer.
        unsafe buffer.withPointer { unsafe body(UnsafePointer($0 + front), $0 + start) }
    }
}
