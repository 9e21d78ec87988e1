import CSodium

/// Bytes in memory of their own that grow by need, and are overwritten whenever that memory goes.
///
/// For plaintext in passing. What has to stay secret for longer is in ``SecretBytes``.
@safe
package struct WipedBuffer: ~Copyable, @unchecked Sendable {
    // SAFETY: `@unchecked Sendable`: one owner, as with `SecretBytes`. The memory holds
    // `capacity` initialised bytes, and there is none while `capacity` is 0.
    private var start: UnsafeMutablePointer<UInt8>?
    package private(set) var capacity = 0
    package private(set) var count = 0

    package init() {
        unsafe start = nil
    }

    deinit {
        unsafe Self.release(start, capacity)
    }

    @unsafe
    private static func release(_ start: UnsafeMutablePointer<UInt8>?, _ capacity: Int) {
        guard let start = unsafe start else { return }
        Sodium.ready
        // SAFETY: allocated with this capacity in `reserve`, freed once.
        unsafe sodium_memzero(start, capacity)
        unsafe start.deallocate()
    }

    /// Makes room for `needed` bytes in all, and keeps those that are there.
    package mutating func reserve(_ needed: Int) {
        guard needed > capacity else { return }
        let bigger = UnsafeMutablePointer<UInt8>.allocate(capacity: needed)
        unsafe bigger.initialize(repeating: 0, count: needed)
        // SAFETY: both hold at least `count` bytes.
        if let start = unsafe start { unsafe bigger.update(from: start, count: count) }
        unsafe Self.release(start, capacity)
        unsafe start = bigger
        capacity = needed
    }

    /// Sets the number of bytes. Which bytes a longer buffer gains is not said.
    package mutating func resize(to newCount: Int) {
        precondition(newCount >= 0, "a buffer has no negative length")
        reserve(newCount)
        count = newCount
    }

    package var bytes: Span<UInt8> {
        @_lifetime(borrow self)
        borrowing get {
            guard let start = unsafe start else { return Span() }
            // SAFETY: the memory lives as long as `self`, the span no longer than the borrow.
            let span = unsafe Span(_unsafeStart: UnsafePointer(start), count: count)
            return unsafe _overrideLifetime(span, borrowing: self)
        }
    }

    /// The memory behind the bytes, to be filled in and then counted with ``extend(by:)``.
    package var freeSpace: MutableSpan<UInt8> {
        @_lifetime(&self)
        mutating get {
            guard let start = unsafe start else { return MutableSpan() }
            // SAFETY: between `count` and `capacity`, for as long as the exclusive access.
            let span = unsafe MutableSpan(_unsafeStart: start + count, count: capacity - count)
            return unsafe _overrideLifetime(span, mutating: &self)
        }
    }

    /// The first bytes of ``freeSpace``.
    @_lifetime(&self)
    package mutating func freeSpace(upTo limit: Int) -> MutableSpan<UInt8> {
        precondition(limit <= capacity - count, "there is no room for \(limit) bytes")
        guard let start = unsafe start else { return MutableSpan() }
        // SAFETY: as in `freeSpace`.
        let span = unsafe MutableSpan(_unsafeStart: start + count, count: limit)
        return unsafe _overrideLifetime(span, mutating: &self)
    }

    /// Counts in what was written to ``freeSpace``.
    package mutating func extend(by addedCount: Int) {
        precondition(
            (0...(capacity - count)).contains(addedCount), "more was read than there is room")
        count += addedCount
    }

    /// Adds bytes at the end. There must be room: see ``reserve(_:)``.
    package mutating func append(_ bytes: Span<UInt8>) {
        var space = freeSpace
        space.copy(from: bytes)
        extend(by: bytes.count)
    }

    /// Takes bytes away at the front, and moves the rest there.
    package mutating func removeFirst(_ removedCount: Int) {
        precondition(removedCount <= count, "more is removed than there is")
        guard removedCount > 0 else { return }
        count -= removedCount
        // SAFETY: both ranges are within the memory; `update` allows them to overlap.
        if let start = unsafe start {
            unsafe start.update(from: start + removedCount, count: count)
        }
    }

    /// Puts bytes in the place of others; what lies behind moves. What is left over at the end is overwritten.
    package mutating func replace(_ range: Range<Int>, with bytes: Span<UInt8>) {
        precondition(range.upperBound <= count, "there are no bytes there to be replaced")
        let newCount = count - range.count + bytes.count
        // Room to grow: else each letter that is typed would move all of the text.
        if newCount > capacity { reserve(max(newCount, capacity * 2, 4096)) }
        guard let start = unsafe start else { return }
        let tail = count - range.upperBound
        // SAFETY: both ranges are within the capacity; `update` allows them to overlap.
        unsafe (start + range.lowerBound + bytes.count).update(
            from: start + range.upperBound, count: tail)
        unsafe bytes.withPointer { source in
            // SAFETY: as many bytes as were made room for; a span of this buffer cannot be lent meanwhile.
            unsafe (start + range.lowerBound).update(from: source, count: bytes.count)
        }
        if newCount < count {
            // SAFETY: between the new end and the old one.
            unsafe sodium_memzero(start + newCount, count - newCount)
        }
        count = newCount
    }

    mutating func withPointer(_ body: (UnsafeMutablePointer<UInt8>) -> Void) {
        reserve(1)
        // SAFETY: there is memory of at least one byte now.
        if let start = unsafe start { unsafe body(start) }
    }
}

extension MutableSpan where Element == UInt8 {
    /// Writes `bytes` over the first bytes of the span, which has to be long enough.
    package mutating func copy(from bytes: Span<UInt8>) {
        precondition(bytes.count <= count, "there is no room for \(bytes.count) bytes")
        let copied = bytes.count
        unsafe bytes.withPointer { source in
            // SAFETY: the target has room, and is exclusively held, so they do not overlap.
            unsafe withPointer { unsafe $0.update(from: source, count: copied) }
        }
    }

    /// Writes zeros over the first `clearedCount` bytes of the span.
    mutating func clear(first clearedCount: Int) {
        precondition((0...count).contains(clearedCount), "there are no \(clearedCount) bytes")
        // SAFETY: within the span, as checked.
        unsafe withPointer { unsafe $0.update(repeating: 0, count: clearedCount) }
    }
}

extension Array where Element == UInt8 {
    /// The bytes of a span, as an array.
    package init(_ bytes: Span<UInt8>) {
        self.init()
        append(bytes)
    }

    /// Adds the bytes of a span.
    package mutating func append(_ bytes: Span<UInt8>) {
        unsafe bytes.withUnsafeBufferPointer { buffer in
            // SAFETY: read for the time of the call only.
            unsafe append(contentsOf: buffer)
        }
    }
}
