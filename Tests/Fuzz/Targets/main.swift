import CLibFuzzer
import Glibc

// fuzz TARGET, then libFuzzer's own arguments.

/// The target of this run; libFuzzer's callback cannot carry it along.
let target: Target = {
    guard CommandLine.argc > 1, let target = Target(rawValue: CommandLine.arguments[1]) else {
        fatalError("the first argument is no target")
    }
    return target
}()

var argumentCount = CommandLine.argc - 1
var arguments = CommandLine.unsafeArgv + 1
let status = LLVMFuzzerRunDriver(&argumentCount, &arguments) { start, count in
    target.run(Array(UnsafeBufferPointer(start: start, count: count)))
    return 0
}
exit(status)
