import TestimonyVault
import SystemPackage

/// What the process was given to work with, byte for byte.
///
/// A file may have any name, and Swift's own list of arguments mends what is not UTF-8. Here each byte that
/// is none stands as a scalar at the end of the last private plane, which nobody uses; where one of those is
/// used all the same, its bytes stand so too. ``FilePath/init(argument:)`` gives the bytes back.
enum Arguments {
    fileprivate static let firstScalar: UInt32 = 0x10FF00
    fileprivate static let scalars = firstScalar...firstScalar + 0xFF

    /// All but the program's own name.
    static var all: [String] {
        let count = Int(CommandLine.argc)
        return (1..<max(1, count)).compactMap { index in
            // SAFETY: there are `argc` strings, each of which ends in NUL.
            unsafe CommandLine.unsafeArgv[index].map { text(of: unsafe bytes(of: $0)) }
        }
    }

    /// Whether the results, and what is said beside them, are for programs: known before a command line is understood,
    /// so that what is wrong with it can be told them too.
    static let wantJSON = all.prefix { $0 != "--" }.contains("--json")

    // SAFETY: the caller's string ends in NUL.
    @unsafe private static func bytes(of string: UnsafeMutablePointer<CChar>) -> [UInt8] {
        var bytes: [UInt8] = []
        var next = unsafe string
        while unsafe next.pointee != 0 {
            unsafe bytes.append(UInt8(bitPattern: next.pointee))
            unsafe next += 1
        }
        return bytes
    }

    static func text(of bytes: [UInt8]) -> String {
        if let text = String(validating: bytes, as: UTF8.self),
            !text.unicodeScalars.contains(where: { scalars.contains($0.value) })
        {
            return text
        }
        var text = String.UnicodeScalarView()
        var rest = bytes[...]
        while let first = rest.first {
            let scalar = (1...min(4, rest.count)).lazy.compactMap { count in
                String(validating: rest.prefix(count), as: UTF8.self)?.unicodeScalars.first
            }.first
            if let scalar, !scalars.contains(scalar.value) {
                text.append(scalar)
                rest = rest.dropFirst(UTF8.width(scalar))
            } else {
                text.append(Unicode.Scalar(firstScalar + UInt32(first)) ?? "\u{FFFD}")
                rest = rest.dropFirst()
            }
        }
        return String(text)
    }
}

extension FilePath {
    /// The path that was meant by an argument of ``Arguments/all``.
    init(argument: String) {
        guard argument.unicodeScalars.contains(where: { Arguments.scalars.contains($0.value) })
        else {
            self.init(argument)
            return
        }
        var bytes: [CChar] = []
        for scalar in argument.unicodeScalars {
            if Arguments.scalars.contains(scalar.value) {
                bytes.append(CChar(truncatingIfNeeded: scalar.value - Arguments.firstScalar))
            } else {
                bytes += String(scalar).utf8.map { CChar(bitPattern: $0) }
            }
        }
        self.init(platformString: bytes + [0])
    }
}

extension Input {
    /// What a name on the command line stands for: `-` is standard input.
    init(argument: String) {
        self = argument == "-" ? .standard : .file(FilePath(argument: argument))
    }
}
