import SafeSodium
import Testing

@Suite("Wiped buffers")
struct WipedBufferTests {
    @Test("a buffer keeps its bytes while it grows, and when some are taken away at the front")
    func growing() {
        var buffer = WipedBuffer()
        var expected: [UInt8] = []
        for count in [0, 1, 10, 1000] {
            let bytes = [UInt8](repeating: UInt8(truncatingIfNeeded: count), count: count)
            buffer.reserve(buffer.count + count)
            buffer.append(bytes.span)
            expected += bytes
        }
        buffer.removeFirst(3)
        let bytes = Array(buffer.bytes)
        #expect(bytes == Array(expected.dropFirst(3)))
    }

    @Test("free space is as long as asked for, and what is written there counts when it is said")
    func freeSpace() {
        var buffer = WipedBuffer()
        buffer.reserve(10)
        buffer.append([1, 2].span)
        var space = buffer.freeSpace(upTo: 3)
        #expect(space.count == 3)
        space.copy(from: [3, 4, 5].span)
        space.clear(first: 1)
        buffer.extend(by: 3)
        let bytes = Array(buffer.bytes)
        #expect(bytes == [1, 2, 0, 4, 5])
    }
}
