/// How spans meet libsodium's pointers. libsodium wants a pointer also where there is
/// nothing to read, so an empty span is lent as the address of one unused byte.
extension Span where Element == UInt8 {
    func withPointer<Result: ~Copyable>(
        _ body: (UnsafePointer<UInt8>) -> Result
    ) -> Result {
        unsafe withUnsafeBufferPointer { buffer in
            if let start = buffer.baseAddress { return unsafe body(start) }
            let unused: UInt8 = 0
            // SAFETY: used with a length of zero only.
            return unsafe withUnsafePointer(to: unused) { unsafe body($0) }
        }
    }
}

extension MutableSpan where Element == UInt8 {
    mutating func withPointer<Result: ~Copyable>(
        _ body: (UnsafeMutablePointer<UInt8>) -> Result
    ) -> Result {
        unsafe withUnsafeMutableBufferPointer { buffer in
            if let start = buffer.baseAddress { return unsafe body(start) }
            var unused: UInt8 = 0
            // SAFETY: used with a length of zero only.
            return unsafe withUnsafeMutablePointer(to: &unused) { unsafe body($0) }
        }
    }
}

extension Array where Element == UInt8 {
    /// `count` bytes, all of them written by `fill`.
    init(count: Int, fill: (UnsafeMutablePointer<UInt8>) -> Void) {
        self = [UInt8](repeating: 0, count: count)
        var target = mutableSpan
        unsafe target.withPointer { unsafe fill($0) }
    }
}
