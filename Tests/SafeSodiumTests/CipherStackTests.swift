import Glibc
import Testing

@testable import SafeSodium

@Suite("What a cipher leaves on the stack")
struct CipherStackTests {
    @Test("no word of the key stands there, as the registers of a vector have it")
    func nothing() {
        let key = SecretBytes.random(byteCount: 32)
        let words = (0..<8).map { word in (0..<4).map { key.bytes[4 * word + $0] } }
        let cipher = ChunkCipher(key: key)
        var memory = [UInt8](repeating: 1, count: 65_552)
        var stack = [UInt8](repeating: 0, count: 8192)
        let file = open("/proc/self/mem", O_RDONLY)
        defer { close(file) }
        let place = seal(&memory, cipher)
        let count = pread(file, &stack, stack.count, place - stack.count)
        #expect(count == stack.count)
        for word in words {
            let copies = (0..<4).flatMap { _ in word }
            let isThere = stride(from: 0, to: stack.count - 16, by: 4).contains {
                Array(stack[$0..<($0 + 16)]) == copies
            }
            #expect(!isThere)
        }
    }

    /// Seals a chunk. Gives an address in this function's frame, below which the cipher worked.
    @inline(never)
    private func seal(_ memory: inout [UInt8], _ cipher: ChunkCipher) -> Int {
        let nonce = InlineArray<12, UInt8>(repeating: 0)
        memory.withUnsafeMutableBufferPointer { buffer in
            guard let start = buffer.baseAddress else { return }
            cipher.use { $0.seal(start, byteCount: 65_536, to: start, nonce: nonce) }
        }
        var local: UInt64 = 0
        return withUnsafePointer(to: &local) { Int(bitPattern: $0) }
    }
}
