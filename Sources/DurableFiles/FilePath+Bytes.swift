import Glibc
package import SystemPackage

// Paths as the disk has them: Linux asks for no encoding.

extension FilePath {
    /// The path as the system has it; it need not be UTF-8.
    package var bytes: [UInt8] {
        // SAFETY: the string ends in NUL, and is read here only.
        unsafe withPlatformString { start in
            unsafe UnsafeBufferPointer(start: start, count: strlen(start)).map {
                UInt8(bitPattern: $0)
            }
        }
    }

    /// The path of these bytes. It ends before the first NUL.
    package init(bytes: [UInt8]) {
        let characters = bytes.map { CChar(bitPattern: $0) } + [0]
        // SAFETY: the characters end in NUL, and are copied here.
        self = unsafe characters.withUnsafeBufferPointer { characters in
            unsafe characters.baseAddress.map { unsafe FilePath(platformString: $0) } ?? FilePath()
        }
    }
}

extension FilePath.Component {
    /// The name as it is on the disk; it need not be UTF-8.
    package var bytes: [UInt8] { FilePath(root: nil, [self]).bytes }
}
