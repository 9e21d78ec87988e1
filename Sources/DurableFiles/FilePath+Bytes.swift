import Glibc
package import SystemPackage

extension FilePath {
    /// The path as the system has it, whatever its encoding.
    package var bytes: [UInt8] {
        // SAFETY: the string ends in NUL and lives as long as the call.
        unsafe withPlatformString { start in
            let count = unsafe strlen(start)
            return unsafe UnsafeRawBufferPointer(start: start, count: count).map { $0 }
        }
    }

    package init(bytes: [UInt8]) {
        let characters = bytes.map { CChar(bitPattern: $0) } + [0]
        // SAFETY: it ends in NUL.
        self = unsafe characters.withUnsafeBufferPointer {
            unsafe $0.baseAddress.map { unsafe FilePath(platformString: $0) } ?? FilePath()
        }
    }
}
