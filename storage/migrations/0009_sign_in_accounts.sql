-- A sign-in keeps its account as name and username apart. Who holds a link from before (they live ten minutes)
-- begins anew.
UPDATE sign_in SET stage = 'over', token = NULL, sealed = x'' WHERE stage = 'offered';
