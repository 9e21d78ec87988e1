import Glibc
import Testing

@testable import SafeSodium

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

    @Test("memory that a buffer gives back holds zeros: when it grows, and when it goes")
    func givenBack() throws {
        // In sizes of their own, which nothing else in this process asks for meanwhile.
        for byteCount in [4_112, 70_000] {
            var buffer = WipedBuffer()
            buffer.reserve(byteCount)
            buffer.append([UInt8](repeating: 0xA7, count: byteCount).span)
            let first = place(of: &buffer)
            #expect(stillThere(at: first, byteCount) > byteCount - 40)
            buffer.reserve(byteCount + 16)
            #expect(stillThere(at: first, byteCount) == 0, "\(byteCount) bytes, after growing")
            let second = place(of: &buffer)
            #expect(stillThere(at: second, byteCount) > byteCount - 40)
            _ = consume buffer
            #expect(stillThere(at: second, byteCount) == 0, "\(byteCount) bytes, after going")
        }
    }

    private func place(of buffer: inout WipedBuffer) -> UInt {
        var place: UInt = 0
        buffer.withPointer { place = UInt(bitPattern: $0) }
        return place
    }

    /// How many of the bytes that were written there can be read from this process's memory, whoever owns it.
    private func stillThere(at place: UInt, _ byteCount: Int) -> Int {
        let memory = open("/proc/self/mem", O_RDONLY)
        defer { close(memory) }
        var bytes = [UInt8](repeating: 0, count: byteCount)
        let count = pread(memory, &bytes, byteCount, Int(place))
        return bytes.prefix(max(0, count)).count { $0 == 0xA7 }
    }
}
