extension EventLoop {
    /// Begins a task as `Task` does, where the caller is isolated, but with this loop as its preferred executor.
    ///
    /// Swift (6.3) resumes whoever waited where no actor claims it, and lets it switch to its actor then: without the
    /// preference each wait would wake a thread of the global pool, which then wakes the loop.
    public func startTask(
        @_inheritActorContext @_implicitSelfCapture _ body: sending @escaping @isolated(any) () async -> Void
    ) {
        Task(executorPreference: self) { await body() }
    }
}
