//! What can be done, and looked at? Each is one line of the audit trail.

use super::text::words;

words! {
    /// A deed or a look, as the audit trail names it.
    Deed {
        /// A scheme was set up.
        FoundScheme = "found_scheme", "Set up the scheme";
        /// Signed in.
        SignIn = "sign_in", "Signed in";
        /// Signed out.
        SignOut = "sign_out", "Signed out";
        /// Asked for a link to choose a new password.
        AskReset = "ask_reset", "Asked to reset a password";
        /// Chose a password by an invitation or reset link.
        ChoosePassword = "choose_password", "Chose a password";
        /// Set up a second factor.
        SetSecondFactor = "set_second_factor", "Set up a second factor";
        /// Showed a second factor.
        ShowSecondFactor = "show_second_factor", "Showed a second factor";
        /// Took a lost second factor off somebody's account.
        TakeSecondFactorOff = "take_second_factor_off", "Took a second factor off";
        /// Signed every other device out.
        EndSessions = "end_sessions", "Signed other devices out";
        /// Changed the role acted in.
        SwitchRole = "switch_role", "Changed role";
        /// Accepted the data-integrity agreement.
        AcceptAgreement = "accept_agreement", "Accepted the agreement";
        /// Looked at the own account.
        ViewAccount = "view_account", "Looked at the own account";
        /// Downloaded the own data.
        DownloadAccount = "download_account", "Downloaded the own data";
        /// Corrected the own account.
        CorrectAccount = "correct_account", "Corrected the own account";
        /// Added a business.
        AddBusiness = "add_business", "Added a business";
        /// Corrected a business.
        ChangeBusiness = "change_business", "Changed a business";
        /// Added or changed premises.
        ChangePremises = "change_premises", "Changed premises";
        /// Invited a user.
        InviteUser = "invite_user", "Invited a user";
        /// Suspended a user or business.
        Suspend = "suspend", "Suspended a member";
        /// Ended a suspension.
        Resume = "resume", "Ended a suspension";
        /// Proposed a grant of a role.
        GrantRole = "grant_role", "Granted a role";
        /// Confirmed a grant of a role.
        ConfirmRole = "confirm_role", "Confirmed a role";
        /// Took a role away.
        RevokeRole = "revoke_role", "Took a role away";
        /// Asked to leave.
        AskLeaving = "ask_leaving", "Asked to leave";
        /// Confirmed a leaving.
        ConfirmLeaving = "confirm_leaving", "Confirmed a leaving";
        /// Looked at members.
        ViewMembers = "view_members", "Looked at members";
        /// Changed the scheme's settings.
        ChangeSettings = "change_settings", "Changed the settings";
        /// Looked at the rules, or at what a change of them would do.
        ViewRules = "view_rules", "Looked at the rules";
        /// Proposed a change of the rules file.
        ProposeRules = "propose_rules", "Proposed new rules";
        /// Took a proposed change of the rules file back.
        TakeRulesBack = "take_rules_back", "Took proposed rules back";
        /// Approved a change of the rules file.
        ApproveRules = "approve_rules", "Approved new rules";
        /// Refused a change of the rules file.
        RefuseRules = "refuse_rules", "Refused new rules";
        /// Sent a report.
        SubmitReport = "submit_report", "Sent a report";
        /// Saved a draft of a report.
        SaveDraft = "save_draft", "Saved a draft";
        /// Added a photo to a report.
        AddPhoto = "add_photo", "Added a photo";
        /// Looked at the own reports.
        ViewReports = "view_reports", "Looked at reports";
        /// Looked at the page to report with.
        ViewReportForm = "view_report_form", "Opened the report form";
        /// Looked at a report.
        ViewIncident = "view_incident", "Looked at a report";
        /// Accepted a report.
        AcceptReport = "accept_report", "Accepted a report";
        /// Returned a report.
        ReturnReport = "return_report", "Returned a report";
        /// Rejected a report.
        RejectReport = "reject_report", "Rejected a report";
        /// Linked a report to a profile.
        LinkSubject = "link_subject", "Named a subject";
        /// Cropped or blurred a picture.
        AlterPicture = "alter_picture", "Altered a picture";
        /// Struck an incident.
        StrikeIncident = "strike_incident", "Struck an incident";
        /// Found an incident proven.
        FindProven = "find_proven", "Found an incident proven";
        /// Made a profile.
        CreateProfile = "create_profile", "Made a profile";
        /// Corrected a profile.
        CorrectProfile = "correct_profile", "Corrected a profile";
        /// Recorded contact details.
        RecordContact = "record_contact", "Recorded contact details";
        /// Looked for a person.
        FindPerson = "find_person", "Searched for a person";
        /// Looked at the gallery.
        ViewGallery = "view_gallery", "Looked at the gallery";
        /// Looked at a person.
        ViewPerson = "view_person", "Looked at a person";
        /// Looked at a picture.
        ViewPicture = "view_picture", "Looked at a picture";
        /// Recorded a sighting.
        RecordSighting = "record_sighting", "Recorded a sighting";
        /// Suggested a name.
        SuggestName = "suggest_name", "Suggested a name";
        /// Confirmed a name.
        ConfirmName = "confirm_name", "Confirmed a name";
        /// Linked two profiles.
        LinkAssociate = "link_associate", "Linked associates";
        /// Joined two profiles.
        MergeProfiles = "merge_profiles", "Joined two profiles";
        /// Undid a wrong match.
        SplitProfile = "split_profile", "Undid a wrong match";
        /// Looked at what was put right of what they had seen.
        ViewCorrections = "view_corrections", "Looked at corrections";
        /// Read that something they had seen was put right.
        ReadCorrection = "read_correction", "Read a correction";
        /// Looked at words that may name an erased person.
        ViewRedaction = "view_redaction", "Looked at words to redact";
        /// Took an erased person's name out of a report's words.
        RedactWords = "redact_words", "Redacted words";
        /// Recorded a special-category fact.
        RecordSpecial = "record_special", "Recorded a special fact";
        /// Proposed or confirmed a best-interests decision.
        DecideMinor = "decide_minor", "Decided a child's best interests";
        /// Granted sight of a withdrawn profile.
        GrantSight = "grant_sight", "Granted sight of a withdrawn profile";
        /// Placed or lifted a legal hold.
        HoldErasure = "hold_erasure", "Placed or lifted a hold";
        /// Withdrew a profile.
        WithdrawProfile = "withdraw_profile", "Withdrew a profile";
        /// Reckoned a profile's dates again: one of them moved.
        ReckonProfile = "reckon_profile", "Reckoned a profile's dates again";
        /// Erased a profile.
        EraseProfile = "erase_profile", "Erased a profile";
        /// Signed a certificate of deletion.
        IssueCertificate = "issue_certificate", "Signed a certificate of deletion";
        /// Looked at certificates of deletion.
        ViewCertificates = "view_certificates", "Looked at certificates of deletion";
        /// Erased a record whose period ended.
        EraseRecord = "erase_record", "Erased a record";
        /// Began a new epoch of the key ring.
        BeginEpoch = "begin_epoch", "Began a new epoch of the key ring";
        /// Wrapped keys anew under the newest epoch.
        RewrapKeys = "rewrap_keys", "Wrapped keys anew";
        /// Destroyed old epochs of the key ring: backups from before open no more.
        DestroyEpoch = "destroy_epoch", "Destroyed old epochs of the key ring";
        /// Made a backup.
        MakeBackup = "make_backup", "Made a backup";
        /// Restored the scheme from a backup.
        Restore = "restore", "Restored the scheme from a backup";
        /// Carried out again after a restore what the backup did not know of.
        CarryOutAgain = "carry_out_again", "Carried out again after a restore";
        /// Merged counters that were too small.
        MergeCounters = "merge_counters", "Merged small counters";
        /// Warned a person.
        Warn = "warn", "Warned a person";
        /// Proposed an exclusion.
        ProposeExclusion = "propose_exclusion", "Proposed an exclusion";
        /// Decided for an exclusion.
        ApproveExclusion = "approve_exclusion", "Decided to exclude";
        /// Decided against an exclusion.
        RefuseExclusion = "refuse_exclusion", "Decided not to exclude";
        /// Recorded the service of a notice.
        ServeNotice = "serve_notice", "Recorded service";
        /// An unserved exclusion lapsed.
        LapseExclusion = "lapse_exclusion", "An exclusion lapsed";
        /// Revoked an exclusion.
        RevokeExclusion = "revoke_exclusion", "Revoked an exclusion";
        /// The term of an exclusion ended.
        EndExclusion = "end_exclusion", "An exclusion ended";
        /// Wrote a letter.
        WriteLetter = "write_letter", "Wrote a letter";
        /// Printed or opened a letter.
        PrintLetter = "print_letter", "Opened a letter";
        /// Looked at what the ladder proposes.
        ViewCase = "view_case", "Looked at a case";
        /// Looked at notices.
        ViewNotices = "view_notices", "Looked at notices";
        /// Looked at decisions.
        ViewDecisions = "view_decisions", "Looked at decisions";
        /// Looked at the inbox.
        ViewInbox = "view_inbox", "Looked at the inbox";
        /// Looked at the audit trail.
        ViewAudit = "view_audit", "Looked at the audit trail";
        /// Looked at the controller's page.
        ViewAssurance = "view_assurance", "Looked at assurance";
        /// Stopped a member who opened unusually many people.
        StopLooking = "stop_looking", "Stopped a member: unusual looking";
        /// Lifted such a stop, or settled it.
        LiftStop = "lift_stop", "Settled a stop for unusual looking";
        /// Looked at who was stopped.
        ViewStops = "view_stops", "Looked at stops for unusual looking";
        /// Stopped deletions: the clock may be wrong.
        StopDeletions = "stop_deletions", "Stopped deletions: the clock may be wrong";
        /// Confirmed that deletions may go on.
        ResumeDeletions = "resume_deletions", "Let deletions go on";
        /// Told the controllers that the witness does not sign the trail's heads.
        LackWitness = "lack_witness", "Alarm: the audit trail has no witness";
        /// Told them that it does again.
        HaveWitness = "have_witness", "The audit trail has its witness again";
        /// Mailed the newest head of the trail to the controllers.
        MailHead = "mail_head", "Mailed the head of the audit trail to the controllers";
        /// Delivered mail.
        DeliverMail = "deliver_mail", "Delivered mail";
        /// Gave a message up.
        GiveUpMail = "give_up_mail", "Could not deliver mail";
        /// Sent a message again.
        ResendMail = "resend_mail", "Sent mail again";
        /// Entered an information sharing agreement.
        RegisterAgreement = "register_agreement", "Entered an information sharing agreement";
        /// Reviewed an information sharing agreement and kept it.
        ReviewAgreement = "review_agreement", "Reviewed an information sharing agreement";
        /// Mailed the controllers about a review that is near, or late.
        RemindReview = "remind_review", "Mailed the controllers about a review";
        /// Ended an information sharing agreement.
        EndAgreement = "end_agreement", "Ended an information sharing agreement";
        /// Looked at information sharing agreements.
        ViewAgreements = "view_agreements", "Looked at information sharing agreements";
        /// Kept the signed document of an information sharing agreement.
        KeepAgreementDocument = "keep_agreement_document", "Kept the signed document of an agreement";
        /// Registered a police system.
        RegisterClient = "register_client", "Registered a police system";
        /// Revoked a police system.
        RevokeClient = "revoke_client", "Revoked a police system";
        /// Gave a police system other keys.
        ChangeClientKeys = "change_client_keys", "Changed the keys of a police system";
        /// Looked at a police system.
        ViewClient = "view_client", "Looked at a police system";
        /// Invited an officer who has no system.
        InviteOfficer = "invite_officer", "Invited an officer";
        /// Looked at an officer's account.
        ViewOfficer = "view_officer", "Looked at an officer’s account";
        /// Erased an officer's account.
        RemoveOfficer = "remove_officer", "Erased an officer’s account";
        /// An officer said what for and why.
        StatePurpose = "state_purpose", "Stated a purpose and a reason";
        /// Permitted that a report is handed to police with the own name.
        GivePermission = "give_permission", "Permitted that a report is handed to police";
        /// Took that back.
        TakePermissionBack = "take_permission_back", "Took back the permission to hand a report to police";
        /// Recorded a permission that the reporter gave.
        RecordPermission = "record_permission", "Recorded a permission that the reporter gave";
        /// Handed a report to police.
        HandToPolice = "hand_to_police", "Handed a report to police";
        /// Gave a police system a token.
        GivePoliceToken = "give_police_token", "Gave a police system a token";
        /// Refused a police system what it asked for.
        RefusePolice = "refuse_police", "Told police nothing: the request was refused";
        /// Showed police a list of people.
        TellPoliceList = "tell_police_list", "Showed police a list of people";
        /// Showed police whom they searched for.
        TellPoliceSearch = "tell_police_search", "Showed police whom they searched for";
        /// Showed police a person.
        TellPolicePerson = "tell_police_person", "Showed police a person";
        /// Showed police incidents.
        TellPoliceIncidents = "tell_police_incidents", "Showed police incidents";
        /// Gave police links to a person's pictures.
        TellPoliceImages = "tell_police_images", "Gave police links to pictures";
        /// Showed police a picture.
        TellPoliceImage = "tell_police_image", "Showed police a picture";
        /// Told a police system which ids have changed.
        TellPoliceChanges = "tell_police_changes", "Told a police system which ids have changed";
        /// Noted that an officer was told of unusually many people.
        NoteUnusualOfficer = "note_unusual_officer", "Noted an officer who asked for unusually many people";
        /// Looked at what police were told.
        ViewDisclosures = "view_disclosures", "Looked at what police were told";
        /// Took a message that nobody took off the list.
        TakeMailOff = "take_mail_off", "Took undelivered mail off the list";
        /// Looked at waiting mail.
        ViewOutbox = "view_outbox", "Looked at the outbox";
        /// The person opened the page behind a notice's code.
        OpenNotice = "open_notice", "Opened a notice by its code";
        /// A listed person asked for something.
        AskRight = "ask_right", "Made a request";
        /// Entered a request for the person.
        RecordRight = "record_right", "Entered a request for a person";
        /// Followed the own request by its code.
        FollowRight = "follow_right", "Followed the own request";
        /// Looked at requests.
        ViewRights = "view_rights", "Looked at requests";
        /// Told the person that the request was received.
        AcknowledgeRight = "acknowledge_right", "Acknowledged a request";
        /// Found out whom a request is about.
        ConnectRight = "connect_right", "Connected a request with a profile";
        /// Asked for proof of identity or an explanation, or noted that it came.
        PauseRight = "pause_right", "Stopped or started a request’s clock";
        /// Told the person that a part takes longer.
        ExtendRight = "extend_right", "Extended a request";
        /// Sent what was ready of an answer.
        SendReady = "send_ready", "Sent what was ready of an answer";
        /// Hid something from members and police while a request is checked, or decided not to.
        RestrictData = "restrict_data", "Decided what is hidden while it is checked";
        /// Showed again what was hidden for a request.
        LiftRestriction = "lift_restriction", "Showed again what was hidden";
        /// Answered a request and closed it.
        AnswerRight = "answer_right", "Answered a request";
        /// Looked at the register of breaches.
        ViewBreaches = "view_breaches", "Looked at breaches";
        /// Entered a personal data breach.
        EnterBreach = "enter_breach", "Entered a breach";
        /// Changed what is known of a breach.
        AmendBreach = "amend_breach", "Changed what is known of a breach";
        /// Judged how likely a breach harms somebody.
        JudgeBreach = "judge_breach", "Judged the risk of a breach";
        /// Noted that a breach was reported to the ICO.
        ReportBreach = "report_breach", "Reported a breach to the ICO";
        /// Noted that the people of a breach were told, or why they are not.
        TellBreach = "tell_breach", "Told the people of a breach";
        /// Closed a breach.
        CloseBreach = "close_breach", "Closed a breach";
        /// Erased the record of a breach after its six years.
        EraseBreach = "erase_breach", "Erased the record of a breach";
        /// Looked at the data-protection documents.
        ViewDocuments = "view_documents", "Looked at data-protection documents";
        /// Began a version of a data-protection document.
        BeginDocument = "begin_document", "Began a data-protection document";
        /// Wrote in a draft of one.
        WriteDocument = "write_document", "Wrote in a data-protection document";
        /// Threw a draft of one away.
        DiscardDocument = "discard_document", "Threw a draft of a document away";
        /// Adopted a version of one: it holds from now on.
        AdoptDocument = "adopt_document", "Adopted a data-protection document";
        /// Ended one without a later version.
        EndDocument = "end_document", "Ended a data-protection document";
        /// Erased a superseded one after its six years.
        EraseDocument = "erase_document", "Erased a superseded document";
        /// Mailed the controllers that one is to be reviewed.
        RemindDocument = "remind_document", "Reminded of a document's review";
        /// Mailed the controllers about a breach's 72 hours.
        RemindBreach = "remind_breach", "Reminded of a breach";
        /// Began a copy of everything held on a person.
        BeginCopy = "begin_copy", "Began a copy";
        /// Looked at such a copy.
        ViewCopy = "view_copy", "Looked at a copy";
        /// Decided what of a copy is masked, shown or left out.
        MaskCopy = "mask_copy", "Decided what a copy shows";
        /// Said that a copy is as it should be.
        ProposeCopy = "propose_copy", "Put a copy forward";
        /// Approved a copy as a second person: it was made.
        ApproveCopy = "approve_copy", "Approved a copy";
        /// Opened a copy that was made, to print it.
        PrintCopy = "print_copy", "Opened a copy to print";
        /// Gave a copy that was made a new link and passphrase.
        RenewCopy = "renew_copy", "Gave a copy a new link";
        /// Noted that a copy was handed over, on paper.
        HandCopy = "hand_copy", "Handed a copy over";
        /// The person collected the own copy.
        CollectCopy = "collect_copy", "Collected the own copy";
        /// A passphrase was wrong.
        MissCopy = "miss_copy", "Typed a wrong passphrase";
        /// Decided an appeal or a review.
        DecideAppeal = "decide_appeal", "Decided an appeal";
        /// Somebody wrote to the scheme.
        SendEnquiry = "send_enquiry", "Wrote to the scheme";
        /// Looked at enquiries.
        ViewEnquiries = "view_enquiries", "Looked at enquiries";
        /// Closed an enquiry.
        CloseEnquiry = "close_enquiry", "Closed an enquiry";
        /// Erased an enquiry because the person asked.
        RemoveEnquiry = "remove_enquiry", "Erased an enquiry on request";
    }
}
